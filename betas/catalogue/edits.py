"""One edit of what stands in the catalogue: lock, look whether it can be read, write, record. In a transaction."""

from betas.catalogue import changes, reading, shape, writing
from betas.catalogue.shape import Values
from betas.models import Beta, BetaChange, ClaudeModel, User

Subject = Beta | ClaudeModel


def locked(subject: str) -> Subject | None:
    """The beta or the model of this name, whole; who else wants to edit it waits."""
    beta = Beta.objects.whole().locked().filter(name=subject).first()
    return beta or ClaudeModel.objects.select_for_update().filter(pk=subject).first()


def look(subject: str) -> Subject | None:
    """The same without a lock, for who only looks."""
    return Beta.objects.whole().filter(name=subject).first() or ClaudeModel.objects.filter(pk=subject).first()


def stored(row: Subject) -> Values:
    return shape.stored(row) if isinstance(row, Beta) else shape.stored_model(row)


def problems(row: Subject, news: Values) -> list[str]:
    """What could not be read if these fields had these values: a sentence each."""
    values = {**stored(row), **news}
    if isinstance(row, ClaudeModel):
        return list(reading.stored_model_problems(values))
    return list(reading.stored_problems(row.name, values, set(Beta.objects.values_list("name", flat=True))))


def write(row: Subject, news: Values, *, who: User | None, why: str) -> list[BetaChange]:
    """The changes that it made, none where nothing differs."""
    before = stored(row)
    if isinstance(row, Beta):
        writing.update_beta(row, news)
    else:
        ClaudeModel.objects.filter(pk=row.pk).update(**news)
    return changes.record(row, before, {**before, **news}, who=who, why=why)
