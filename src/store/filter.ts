import {type Severity, severities} from '../facts/index.js';
import type {FleetEntry} from '../fleet/fleet-model.js';
import {isOpen} from '../rules/verdict.js';

/**
 * The filter language: words separated by spaces, all of which must match. A bare word is searched for in name, image, project and
 * badges; `badge: sev: img: proj: state: grade: name:` search one field; `!` in front negates a term.
 * `is:worse` finds what is worse than the baseline or yesterday. `"…"` keeps spaces. Any text is valid: an unknown field is a bare word.
 */
export type Filter = {readonly text: string; readonly terms: readonly Term[]};
export type Term = {readonly field: Field; readonly value: string; readonly inverted: boolean};

export const fields = ['any', 'badge', 'sev', 'img', 'proj', 'state', 'grade', 'name', 'is'] as const;
export type Field = (typeof fields)[number];

export const everything: Filter = {text: '', terms: []};

/** Never throws: any text is a filter. */
export function parseFilter(text: string): Filter {
	const words = text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
	const terms = words.map(parseTerm).filter(term => term.value !== '');
	return {text, terms};
}

function parseTerm(word: string): Term {
	const inverted = word.startsWith('!');
	const body = (inverted ? word.slice(1) : word).replaceAll('"', '').toLowerCase();
	const colon = body.indexOf(':');
	const field = fields.find(name => name !== 'any' && name === body.slice(0, Math.max(0, colon)));
	return field ? {field, value: body.slice(colon + 1), inverted} : {field: 'any', value: body, inverted};
}

/** @param worse  containers that are worse than at an earlier moment, by id */
export function matches(filter: Filter, entry: FleetEntry, worse: ReadonlyMap<string, unknown>): boolean {
	return filter.terms.every(term => holds(term, entry, worse) !== term.inverted);
}

/** Whether a term matches, before negation. */
function holds({field, value}: Term, entry: FleetEntry, worse: ReadonlyMap<string, unknown>): boolean {
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
			return projectOf(entry).toLowerCase().includes(value);
		case 'state':
			return stateWords(entry).some(word => word.startsWith(value));
		case 'badge':
			return (entry.assessed?.badges ?? []).some(badge => badge.word.toLowerCase().startsWith(value));
		case 'grade':
			return entry.assessed !== null && value.includes(entry.assessed.risk.grade.toLowerCase());
		case 'sev':
			return worstMatches(entry, value);
	}
}

/** `sev:high` means a finding of that severity or worse. */
function worstMatches(entry: FleetEntry, value: string): boolean {
	const asked = severities.find(severity => severity.startsWith(value));
	const worst = worstSeverity(entry);
	return asked !== undefined && worst !== null && severities.indexOf(worst) <= severities.indexOf(asked);
}

/** Severity of the worst failing verdict that is not waived; `null` when nothing fails or nothing is known yet. */
export function worstSeverity(entry: FleetEntry): Severity | null {
	let worst: Severity | null = null;
	for (const verdict of entry.assessed?.verdicts ?? []) {
		if (!isOpen(verdict)) continue;
		if (worst === null || severities.indexOf(verdict.severity) < severities.indexOf(worst)) worst = verdict.severity;
	}
	return worst;
}

/** Compose project, `''` for none. */
export function projectOf(entry: FleetEntry): string {
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
