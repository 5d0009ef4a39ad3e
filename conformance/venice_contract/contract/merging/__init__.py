"""A published revision brought into our own document, three ways.

`facts` keeps what a revision said; `differences` are those we mean; `three_way` takes, confirms or
asks; `writing` makes each change in our document with its comments and order kept; `wording` says
their schemas in our words.
"""
