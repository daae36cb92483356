"""The rules in force: found on disk, selected, and overridden by the configuration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from checker.allowed import described, groups_of, matches
from checker.detectors import kinds
from checker.errors import ConfigError, UsageError
from checker.rule import FAMILIES, Rule
from checker.rulefile import did_you_mean, option_type, read_rule
from checker.shipped import shipped
from checker.toml import toml_value
from checker.vet import unreadable

SCANNED = ("trigger", "patterns")  # what the scanner looks for
MARKING = (*SCANNED, "evidence", "measures", "joint", "head", "tail")  # what is found is reported: never an empty text
PATTERNS = (*SCANNED, "unless", "unless_next", "requires")  # options that hold regular expressions in every detector


@dataclass(frozen=True, slots=True)
class Override:
    """What a configuration says of one rule: another severity, other options; `origin` names the file.

    `inherited` names another file for what came from one that this one was laid over ("severity", names of options).
    """

    severity: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    origin: str = ""
    inherited: Mapping[str, str] = field(default_factory=dict)

    def origin_of(self, key: str) -> str:
        """The file that says this of the rule: "severity", or the name of an option."""
        return self.inherited.get(key, self.origin)

    def over(self, base: Override | None) -> Override:
        """This laid over what another file says of the same rule."""
        if base is None:
            return self
        keys = [*base.options, *(["severity"] if base.severity else [])]
        own = {*self.options, *(["severity"] if self.severity else [])}
        inherited = {key: base.origin_of(key) for key in keys if key not in own}
        return Override(self.severity or base.severity, {**base.options, **self.options}, self.origin, inherited)


def own_files(folders: Iterable[Path]) -> list[Path]:
    """The rule files of a user: anywhere below the folders."""
    own: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            raise ConfigError(f"{folder}: no such folder of rules", "name a folder that holds rule files (*.toml)")
        own.extend(sorted(folder.rglob("*.toml")))
    return own


def load(folders: Iterable[Path] = ()) -> tuple[Rule, ...]:
    """All rules, sorted by code.  Raises ConfigError when a file is wrong or two rules share a code or a name."""
    rules = [*shipped(), *(read_rule(path) for path in own_files(folders))]
    for rule in rules:
        if not rule.shipped:
            _readable(rule, {**rule.options, "trigger": list(rule.trigger)}, rule.origin)
            _fit_together(rule, rule.options, rule.origin)
    seen: dict[str, Rule] = {}
    for rule in rules:
        for key in (rule.code, rule.name):
            if key in seen:
                taken = seen[key].origin
                raise ConfigError(f"{rule.origin}: {key} is taken by {taken}", "choose another code and name")
            seen[key] = rule
    for rule in rules:
        for word in rule.supersedes:
            if word not in seen and word not in FAMILIES:
                raise ConfigError(f"{rule.origin}: supersedes names {word!r}", did_you_mean(word, set(seen)))
    return tuple(sorted(rules, key=lambda rule: rule.code))


def names(rule: Rule, word: str) -> bool:
    """Whether `word` (a code, a prefix of codes, a name, a preset, a family, or ALL) means this rule."""
    return word != "" and (word in (rule.name, rule.preset, rule.family, "ALL") or rule.code.startswith(word.upper()))


def must_name(rules: Sequence[Rule], words: Iterable[str]) -> None:
    """Raises UsageError for a word that means no rule, with what was probably meant."""
    for word in words:
        if not any(names(rule, word) for rule in rules):
            known = {key for r in rules for key in (r.code, r.name, r.preset, r.family) if key}
            raise UsageError(f"no rule, code or family is called {word!r}", did_you_mean(word, known))


def chosen(rules: Sequence[Rule], select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """The selected rules (those on by default when `select` is empty) without the ignored ones.

    A rule that is off by default is on when its code, name or preset is selected, or a prefix of its code longer than
    the family's.  Raises UsageError for a word that means no rule.
    """
    must_name(rules, (*select, *ignore))
    out = []
    for rule in rules:
        wanted = any(names(rule, word) and (rule.default or _by_itself(rule, word)) for word in select)
        if (wanted if select else rule.default) and not any(names(rule, word) for word in ignore):
            out.append(rule)
    return tuple(out)


def of_scope(rules: Sequence[Rule], scope: str) -> tuple[Rule, ...]:
    """The rules that look at one "document", or that compare those of a "corpus"; those about settings are in both."""
    return tuple(rule for rule in rules if kinds()[rule.detector].scope in (scope, "settings"))


def _by_itself(rule: Rule, word: str) -> bool:
    if word in (rule.name, rule.preset):
        return True
    return len(word) > len(FAMILIES[rule.family]) and rule.code.startswith(word.upper())


def overridden(rules: Sequence[Rule], overrides: Mapping[str, Override]) -> tuple[Rule, ...]:
    """The rules with the configuration's severities and options; raises ConfigError for what no rule knows."""
    by_key = {key: rule for rule in rules for key in (rule.code, rule.name)}
    changed: dict[str, Rule] = {}
    for key, override in overrides.items():
        rule = by_key.get(key)
        if rule is None:
            raise ConfigError(f"{override.origin}: no rule is called {key!r}", did_you_mean(key, set(by_key)))
        changed[rule.code] = _override(changed.get(rule.code, rule), override)  # a rule has two keys
    return tuple(changed.get(rule.code, rule) for rule in rules)


def with_option(rules: Sequence[Rule], name: str, value: object) -> tuple[Rule, ...]:
    """The rules, with an option set in each whose detector takes it."""
    return tuple(
        replace(rule, options={**rule.options, name: value}) if name in kinds()[rule.detector].options else rule
        for rule in rules
    )


def _override(rule: Rule, override: Override) -> Rule:
    parameters = kinds()[rule.detector].options
    for name, value in override.options.items():
        if name not in parameters:
            said = f"{override.origin_of(name)}: the rule {rule.name} has no option {name!r}"
            raise ConfigError(said, did_you_mean(name, set(parameters)))
        wanted = option_type(parameters[name])
        if not matches(value, wanted):
            said = f"{override.origin_of(name)}: {rule.name}.{name.replace('_', '-')} is {toml_value(value)}"
            raise ConfigError(f"{said}, but should be {described(wanted)}")
    _readable(rule, override.options, override.origin)
    # With other patterns it is no longer the rule that was vetted before it was shipped.
    origin = override.origin if _patterns(override.options) else rule.origin
    options = {**rule.options, **override.options}
    _fit_together(rule, options, override.origin)
    return replace(rule, severity=override.severity or rule.severity, options=options, origin=origin)


def _fit_together(rule: Rule, options: Mapping[str, object], origin: str) -> None:
    """Raises ConfigError, naming the file and the rule, for options that are allowed alone, but not together."""
    kind = kinds()[rule.detector]
    if kind.scope == "corpus":
        try:
            kind.run(**options)
        except ConfigError as error:
            raise ConfigError(f"{origin}: rule {rule.name}: {error.message}", error.hint) from error


def _patterns(options: Mapping[str, object]) -> list[tuple[str, str]]:
    """Option and pattern, for every regular expression in the options."""
    return [
        (key, pattern)
        for key in PATTERNS
        for value in [options.get(key)]
        if isinstance(value, list)
        for pattern in value
    ]


def _readable(rule: Rule, options: Mapping[str, object], origin: str) -> None:
    """Raises ConfigError, naming the file and the rule, for the first pattern that cannot be used."""
    parameters = kinds()[rule.detector].options
    for key, value in options.items():
        groups = groups_of(option_type(parameters[key])) if key in parameters else ()
        if groups is None and key not in PATTERNS:
            continue
        for pattern in value if isinstance(value, list) else filter(None, [str(value)]):
            wrong = unreadable(pattern, empty=key not in MARKING, groups=groups or ())
            if wrong is not None:
                raise ConfigError(f"{origin}: rule {rule.name}: {wrong.message}", wrong.hint)
