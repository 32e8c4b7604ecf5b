"""The Me page: what a year is like for somebody who passes so many times a week."""
