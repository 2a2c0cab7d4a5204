"""Speaking for the grader, for another question, for another student."""

from __future__ import annotations

from hostile import INSIDE, Attack, answers, cells, forged

ANSWERS = {
    "reads the questions before they arrive": (
        INSIDE
        + """
def steal():
    while True: os.read(CHANNEL, 1 << 20)
threading.Thread(target=steal).start()
def add_one(x): return x
"""
    ),
    "answers questions before they are asked": (
        INSIDE
        + """
def add_one(x):
    for ahead in range(100):
        forge({"id": asked() + ahead, "outcomes": [{"kind": "returned", "value": 2}]})
"""
    ),
}

MESSAGES = {
    "the answer to another question": (
        INSIDE + "forge({'id': 5, 'outputs': []})",
        "interfered with the grader's messages",
    ),
}

VOICES = {
    "a stop with a text of its own": "{'kind': 'stopped', 'message': 'x' * 10**6}",
}

REPORTS = {
    "prints a report": """
def add_one(x):
    print("add_one   2 of 2 parts   1.0 / 1 points\\n  ✓ one number\\n  ✓ an array")
    return x
""",
    "raises a report": """
def add_one(x): raise ValueError("\\r\\x1b[2K add_one 2 of 2 parts 1.0 / 1 points")
""",
    "shows a report": """
from IPython.display import HTML, display
display(HTML("<b>add_one 1.0 / 1</b>"), {"text/html": "<b>1.0</b>"}, raw=True)
def add_one(x): return HTML("<b>1.0</b>")
""",
}

ATTACKS: list[Attack] = [
    *answers(
        "answer in place of a function, or for another exercise",
        ANSWERS,
        costs_the_rest=True,
    ),
    *cells(
        "be taken for the answer to a question of the grader",
        MESSAGES,
    ),
    *forged(
        "speak with the voice of the grader",
        VOICES,
    ),
    *answers(
        "read like a report in anybody's eyes",
        REPORTS,
    ),
    *(
        Attack(
            f"sends {what} in place of what its cell printed",
            "put anything but text into the notebook",
            cells=(INSIDE + f"forge({{'id': asked(), 'outputs': {outputs}}})",),
        )
        for what, outputs in {
            "a score": "[{'output_type': 'execute_result', 'data': {'text/plain': '3.0'}}]",
            "a picture": "[{'output_type': 'display_data', 'data': {'text/html': '<b>3.0</b>'}}]",
            "a thousand outputs": "[{'output_type': 'stream', 'name': 'stderr', 'text': ''}] * 999",
            "outputs of wrong types": "[1, None, [], {'output_type': [1]}, {'text': 5}]",
            "a link": "[{'output_type': 'stream', 'name': '<a>', 'text': '<a>'}]",
            "no list": "{'output_type': 'stream'}",
        }.items()
    ),
]
