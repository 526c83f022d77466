"""Explorers: one for each lesson. Controls, a model call, a chart; the panel does the rest."""
