"""The words of the assurance statement: for whom it is, what was quantified and what was not."""

from __future__ import annotations

__all__ = [
    "ABOUT",
    "ASSUMED",
    "ASSUMPTIONS",
    "ASSUMPTIONS_ABOUT",
    "AUDIENCES",
    "AUTHORS",
    "DEFECTS",
    "DEFECTS_ABOUT",
    "FILES",
    "NOT_QUANTIFIED",
    "NOT_QUANTIFIED_ROWS",
    "QUANTIFIED",
    "QUANTIFIED_ROWS",
    "RESULTS_ABOUT",
    "RESULTS_NONE",
    "RISK",
    "SUBTITLE",
    "TITLE",
    "UNCERTAINTY",
    "USES",
    "USE_ROWS",
    "VALIDATION",
    "VALIDATION_ABOUT",
    "VERIFICATION",
    "VERIFICATION_ABOUT",
]

TITLE = "Assurance of passerby"
SUBTITLE = "What it may be used for, what it rests on, and how it was checked"
ABOUT = (
    "Set out by the headings that the Aqua Book (2025) asks of analysis: purpose and limits, assumptions with who made "
    "them and their risk, uncertainty that was quantified and that was not, verification apart from validation, and "
    "known defects. Nobody outside of its authors has assured it, and no force, council or vendor has taken part."
)
USES = "Intended uses, and limits for each audience"
AUDIENCES = "Audience by audience"
USE_ROWS = (
    ("Government and policymakers", "Setting thresholds, lists, hours and teams side by side, with ranges",
     "Not a forecast of a force's arrests; no effect on crime is in it"),
    ("Councils and scrutiny panels",
     "Seeing what follows from a local deployment, and which published number is missing",
     "Streets are approximate, and who walks on them is assumed"),
    ("Campaigners and residents", "Seeing how chances of a stop come about, by group and by how often one passes",
     "Not the chance of any person who lives; ratios between groups lean on assumptions"),
    ("Police forces and vendors", "Trying own scores, lists and teams before anything is deployed",
     "Not a test of a product: recognition has the accuracy that its profile states"),
    ("Courts and their experts", "Checking what was assumed, and making every number again from a pack",
     "Not evidence of what happened; lawfulness, necessity and proportionality are not its to say"),
    ("Researchers", "Changing any part: each is a file, a law and a source", "Sizes of effect on trust are assumed"),
)  # fmt: skip
RISK = (
    "Risk is how open a number is by its range: open, none is stated; wide, it reaches zero, changes sign or spans "
    "more than tenfold; medium, more than twofold; narrow, less. It is not how much a result moves: “passerby "
    "sensitivity” measures that for each result."
)
ASSUMPTIONS = "Assumptions"
ASSUMED = "Numbers that are assumed"
ASSUMPTIONS_ABOUT = (
    "Every setting that admits to be assumed, in any part that can be chosen, with who made it: the authors of the "
    "program, in the file that reads it. What a scenario sets instead is its writer's, and stands in its report."
)
AUTHORS = "passerby's authors, {file}"
FILES = "Shipped scenarios, and what their files say of their numbers"
UNCERTAINTY = "Uncertainty that was quantified, and that was not"
QUANTIFIED = "Quantified"
QUANTIFIED_ROWS = (
    ("Chance within a day or a programme", "Exact intervals of counts and shares; 9 in 10 days about what is expected",
     "sim/metrics/metric.py"),
    ("Rates of recognition that were counted", "Draws from the posterior of the counts",
     "sim/recognition/accuracy/posterior.py"),
    ("How often listed people come to a street", "Draws from a fit to published alerts", "sim/calibration/"),
    ("Settings with a range: {drawn} of a year on North End", "Drawn all at once over their ranges",
     "sim/ensemble/design.py"),
    ("Differences between arms", "Paired, with the same people, draws and chance", "sim/compare/paired.py"),
    ("Sizes of effect on trust", "The range of all of them at once, and draws of each", "sim/programme/trust_range.py"),
    ("What a result hangs on", "Sobol' and Morris indices, tornado, tipping points", "sim/sensitivity/"),
    ("Error of the emulator", "On runs that it never saw", "sim/emulator/"),
    ("Predictions of published months", "Log score, CRPS, coverage, beside three baselines",
     "sim/calibration/rolling.py"),
)  # fmt: skip
NOT_QUANTIFIED = "Not quantified"
NOT_QUANTIFIED_ROWS = (
    ("Form of the model", "Other laws of walking, trust or siting than those that can be chosen are not tried"),
    ("Inputs that go together", "Inputs are drawn independently of each other"),
    ("{held} inputs of a year on North End that are held as given", "Each with its reason, in every table of inputs"),
    ("Numbers without a range: {open}", "They are as given in every draw"),
    ("Who is on a real list, and who walks on a real street", "Neither is published; both are assumed"),
    ("Effect on crime", "None is in the model, in either direction"),
    ("Mistakes of the program that no test looks for", "See verification, and known defects"),
)
VERIFICATION = "Verification: does the program do what it says?"
VERIFICATION_ABOUT = "Each row is a test, held against theory or against an independent program."
VALIDATION = "Validation: is what it says like the world?"
VALIDATION_ABOUT = (
    "Each row is a test, held against published figures. Where a setting was fitted to a figure, the row says so: it "
    "then shows that the fit holds, and nothing more."
)
RESULTS_ABOUT = "Results of the tests that began at {when}, as their file has them."
RESULTS_NONE = "No results of tests were found here: “make test” writes them to outputs/tests.xml."
DEFECTS = "Known defects and limits"
DEFECTS_ABOUT = "As the description of the model (sim/ODD.md) states them."
