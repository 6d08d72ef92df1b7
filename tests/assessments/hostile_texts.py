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
# Each on its own what somebody can type or paste in one cell.
HARD_TO_PRINT = {
    "soft hyphens": "\u00ad".join(["hulpverleningstrajecten"] * 420),
    "Chinese": HOSTILE["three Chinese characters"],
    "a hyphen after each letter": "a-" * 5_000,
    "no-break spaces": "woord\u00a0" * 1_666,
    "one long word": HOSTILE["one long line"],
    "marks above and below": "".join(f"{letter}\u0301\u0323\u0307\u0330" for letter in "woord " * 333),
    "emoji": "😀" * 10_000,
    "line breaks": HOSTILE["nothing but line breaks"],
}
