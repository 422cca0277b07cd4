import csv
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comments import classifier
from comments.classifier import Example
from comments.first_examples import first_examples

# Comments may be longer than what the csv module takes by itself.
LONGEST_FIELD = 1_000_000
ROW = "{:<32} {:>6} {:>6} {:>14} {:>16}"


@dataclass(frozen=True, slots=True)
class Trial:
    """What the filter, taught by other files, did with one that it had not seen."""

    name: str
    good: int
    spam: int
    good_moved: Sequence[str]
    spam_moved: int

    def __str__(self) -> str:
        good = f"{len(self.good_moved)} = {_percent(len(self.good_moved), self.good)}"
        spam = f"{self.spam_moved} = {_percent(self.spam_moved, self.spam)}"
        return ROW.format(self.name, self.good, self.spam, good, spam)


class Command(BaseCommand):
    help = (
        "Try the spam filter on labelled comments: each file in turn, after learning from the others and from what it "
        "knows from the start. A file is CSV with a column CONTENT, and CLASS, which is 1 for spam and 0 for good."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        examples = [_read(file) for file in files]
        self.stdout.write(ROW.format("file", "good", "spam", "good moved", "spam moved"))
        trials = []
        for place, file in enumerate(files):
            others = [example for at, some in enumerate(examples) if at != place for example in some]
            trials.append(_try(file.name, [*first_examples(), *others], examples[place]))
            self.stdout.write(str(trials[-1]))
        self.stdout.write("\nGood comments that were moved:")
        for trial in trials:
            for text in trial.good_moved:
                self.stdout.write(f"{trial.name}: {text}")
        if not any(trial.good_moved for trial in trials):
            self.stdout.write("none")


def _try(name: str, taught: Sequence[Example], asked: Sequence[Example]) -> Trial:
    model = classifier.train(taught)
    moved = [one for one in asked if model.score(one.text, one.website) >= model.threshold]
    good_moved = [" ".join(one.text.split()) for one in moved if not one.is_spam]
    spam = sum(one.is_spam for one in asked)
    return Trial(name, len(asked) - spam, spam, good_moved, len(moved) - len(good_moved))


def _read(file: Path) -> list[Example]:
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return [Example(row["CONTENT"], is_spam=row["CLASS"].strip() == "1") for row in csv.DictReader(lines)]
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.") from error
    except (KeyError, AttributeError, UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{file} is not a CSV file with the columns CONTENT and CLASS.") from error


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
