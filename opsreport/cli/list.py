"""opsreport list."""

from __future__ import annotations

import click


@click.command()
def command() -> None:
    """List the recipes with their pages, and the metrics known by name."""
    from opsreport.metrics import METRICS
    from opsreport.recipe import load_recipe, recipe_names
    from opsreport.templating import load_terms

    zh, en = load_terms("zh"), load_terms("en")
    for name in recipe_names():
        recipe = load_recipe(name)
        click.echo(f"recipe {name}: {zh[recipe.title]} · {en[recipe.title]} ({en[recipe.about]})")
        for page in recipe.pages:
            topic = f"topic.{page.replace('/', '.')}"
            click.echo(f"  {page:22} {zh[topic]} · {en[topic]}")
    click.echo("metrics:")
    for metric in METRICS:
        click.echo(f"  {metric.id:22} {' · '.join(metric.labels)}")
