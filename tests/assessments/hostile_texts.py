"""Texts of the greatest length that are hard on whatever looks for what differs between two."""

import random


def drawn(letters, length=10_000):
    chosen = random.Random(1)
    return "".join(chosen.choice(letters) for _ in range(length))


HOSTILE = {
    "one word again and again": "woord " * 1_666,
    "one letter again and again": "a " * 5_000,
    "one sentence again and again": "a. " * 3_333,
    "many random words": drawn("abc  .\n"),
    "Chinese without spaces": drawn([chr(0x4E00 + n) for n in range(20_000)]),
    "three Chinese characters": drawn("中文字"),
    "one long line": "x" * 10_000,
    "nothing but line breaks": "\n" * 10_000,
    "nothing but full stops": "." * 10_000,
    "closing quotation marks": ".”’)" * 2_500,
    "a space and nothing else": "x" + " " * 9_998 + "x",
}
