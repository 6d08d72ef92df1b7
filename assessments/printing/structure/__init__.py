"""The structure of a printed document: what a screen reader reads, in which order, and as which parts.

WeasyPrint makes a structure from boxes, in which a table that runs over three pages is three tables and the foot of a
page is text like any other. Here it is made from the HTML: one part for one element, wherever its boxes came to stand.
"""
