"""Whole tasks, from data to a trained model."""

from encdec.tasks.base import Task, device_of
from encdec.tasks.pig_latin import (
    PigLatinModel,
    PigLatinTask,
    build_pig_latin,
    train_pig_latin,
)
from encdec.tasks.registry import TASKS

__all__ = [
    "TASKS",
    "PigLatinModel",
    "PigLatinTask",
    "Task",
    "build_pig_latin",
    "device_of",
    "train_pig_latin",
]
