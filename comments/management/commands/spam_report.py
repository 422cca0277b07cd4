import csv
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comments.screening.filter import classifier
from comments.screening.filter.classifier import Example
from comments.screening.filter.training import starter_examples

# Comments may be longer than the default limit of the csv module.
LONGEST_FIELD = 1_000_000
ROW = "{:<32} {:>6} {:>6} {:>14} {:>16}"


@dataclass(frozen=True, slots=True)
class Trial:
    """The result for one file, with a filter trained on the other files."""

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
        "Test the spam filter on labelled comments: each file in turn, after training with the others and the built-in "
        "examples. A file is CSV with the columns CONTENT, and CLASS, which is 1 for spam and 0 for good comments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        examples = [_read(file) for file in files]
        self.stdout.write(ROW.format("file", "good", "spam", "good moved", "spam moved"))
        trials = []
        for index, file in enumerate(files):
            others = [example for other, some in enumerate(examples) if other != index for example in some]
            trials.append(_try(file.name, [*starter_examples(), *others], examples[index]))
            self.stdout.write(str(trials[-1]))
        self.stdout.write("\nGood comments that were moved:")
        for trial in trials:
            for text in trial.good_moved:
                self.stdout.write(f"{trial.name}: {text}")
        if not any(trial.good_moved for trial in trials):
            self.stdout.write("none")


def _try(name: str, training: Sequence[Example], test: Sequence[Example]) -> Trial:
    model = classifier.train(training)
    moved = [example for example in test if model.score(example.text, example.website) >= model.threshold]
    good_moved = [" ".join(example.text.split()) for example in moved if not example.is_spam]
    spam = sum(example.is_spam for example in test)
    return Trial(name, len(test) - spam, spam, good_moved, len(moved) - len(good_moved))


def _read(file: Path) -> list[Example]:
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return [Example(row["CONTENT"], is_spam=row["CLASS"].strip() == "1") for row in csv.DictReader(lines)]
    except OSError as error:
        raise CommandError(f"{file} can’t be read: {error.strerror}.") from error
    except (KeyError, AttributeError, UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{file} is not a CSV file with the columns CONTENT and CLASS.") from error


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
