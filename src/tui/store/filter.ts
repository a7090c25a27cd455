import {type Severity, severities} from '../../base/index.js';
import {type FleetEntry, isOpen} from '../../judge/index.js';
import {type Filter, isProject, type Term} from '../pages/filter-terms.js';
import type {AlertTally} from '../pages/history.js';
import {alertWord} from './container-alerts.js';

/** What is known of a container beyond its entry: those that are worse than at an earlier moment, by id, and its alerts (see `alertsOf`). */
export type FilterContext = {readonly worse: ReadonlyMap<string, unknown>; readonly alerts: AlertTally | null};

export function matches(filter: Filter, entry: FleetEntry, known: FilterContext): boolean {
	return filter.terms.every(term => holds(term, entry, known) !== term.inverted);
}

/** Whether a term matches, before negation. */
function holds(term: Term, entry: FleetEntry, {worse, alerts}: FilterContext): boolean {
	const {field, value} = term;
	switch (field) {
		case 'is':
			return 'worse'.startsWith(value) && worse.has(entry.id);
		case 'any':
			return [...haystacks(entry)].some(text => text.toLowerCase().includes(value));
		case 'name':
			return entry.name.toLowerCase().includes(value);
		case 'img':
			return entry.image.toLowerCase().includes(value);
		case 'proj':
			return isProject(term, projectOf(entry));
		case 'state':
			return stateWords(entry).some(word => word.startsWith(value));
		case 'badge':
			return [...(alerts ? [alertWord(alerts)] : []), ...(entry.assessed?.badges ?? []).map(({word}) => word)].some(word =>
				word.toLowerCase().startsWith(value),
			);
		case 'grade':
			return entry.assessed !== null && value.includes(entry.assessed.risk.grade.toLowerCase());
		case 'cve':
			return isOpenTo(entry, value);
		case 'sev':
			return isAsBad(worstSeverity(entry), value);
		case 'alert':
			return isAsBad(alerts?.severity ?? null, value);
	}
}

/** By the findings on flaws that code in the container starts: `cve:2026-53362`. */
const isOpenTo = (entry: FleetEntry, value: string): boolean =>
	(entry.assessed?.verdicts ?? []).some(
		({rule, verdict, evidence}) =>
			verdict === 'fail' &&
			((rule === 'container-known-escapes' && evidence.some(({path}) => path.toLowerCase().includes(value))) ||
				(rule === 'container-copy-fail' && 'cve-2026-31431'.includes(value))),
	);

/** `sev:high` means a finding of that severity or worse, `alert:high` an alert. */
function isAsBad(worst: Severity | null, value: string): boolean {
	const asked = severities.find(severity => severity.startsWith(value));
	return asked !== undefined && worst !== null && severities.indexOf(worst) <= severities.indexOf(asked);
}

/** Severity of the worst failing verdict that is not waived; `null` when nothing fails or nothing is known yet. */
function worstSeverity(entry: FleetEntry): Severity | null {
	let worst: Severity | null = null;
	for (const verdict of entry.assessed?.verdicts ?? []) {
		if (!isOpen(verdict)) continue;
		if (worst === null || severities.indexOf(verdict.severity) < severities.indexOf(worst)) worst = verdict.severity;
	}
	return worst;
}

/** Compose project, `''` for none. */
function projectOf(entry: FleetEntry): string {
	return entry.assessed?.facts.compose?.project ?? '';
}

/** `running`, plus the health status if there is one: `state:unhealthy` is as common a filter. */
function stateWords(entry: FleetEntry): readonly string[] {
	const health = entry.assessed?.facts.health ?? 'none';
	return health === 'none' ? [entry.state] : [entry.state, health];
}

function* haystacks(entry: FleetEntry): Generator<string> {
	yield entry.name;
	yield entry.image;
	yield projectOf(entry);
	yield entry.id.slice(0, 12);
	for (const badge of entry.assessed?.badges ?? []) yield badge.word;
}
