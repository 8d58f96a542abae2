"""Whole tasks, from data to a trained model."""

from encdec.tasks.pig_latin import PigLatinModel, build_pig_latin, train_pig_latin

__all__ = ["PigLatinModel", "build_pig_latin", "train_pig_latin"]
