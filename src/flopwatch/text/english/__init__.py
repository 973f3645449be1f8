"""The English words for numbers, units, relations and months: data only, so that another language is another such
folder.
"""
