"""Rendering: one verdict, run or plan in, one text or document out. Pure, and the last place where strings are made.

A module for each form; whoever wants a form imports its module, and nothing else is imported with it.
"""
