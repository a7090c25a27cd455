import {isDeepStrictEqual} from 'node:util';
import {type BlindSpot, type ContainerInspect, type ContainerRow, type LearnedFacts, sanitise} from '../../base/index.js';
import type {AssessedContainer} from '../risk/assessment.js';
import type {FleetEntry, FleetModel} from './fleet-model.js';

/** What was learned of it beyond its inspect. */
export type LiveFacts = Partial<LearnedFacts>;

/** Everything that is stored about one container. Nothing else is mutable besides the state that holds it. */
export type ContainerRecord = {
	readonly id: string;
	row: ContainerRow | null;
	inspect: ContainerInspect | null;
	/** Number of the request that it answers: answers may arrive out of order. */
	askedAs: number;
	/** Dropped when the container restarts. */
	evidence: LiveFacts;
	assessed: AssessedContainer | null;
	failed: BlindSpot | null;
	changedAt: number;
	/** A new answer has come since it was judged. */
	hasNews: boolean;
	/** What the model shows; `null` when it must be rebuilt. */
	entry: FleetEntry | null;
};

export function newRecord(id: string, row: ContainerRow | null): ContainerRecord {
	return {
		id,
		row,
		inspect: null,
		askedAs: 0,
		evidence: {},
		assessed: null,
		failed: null,
		changedAt: 0,
		hasNews: false,
		entry: null,
	};
}

/** Id of its image, as far as it is known. */
export const imageOf = ({inspect, row}: ContainerRecord): string => inspect?.Image ?? row?.ImageID ?? '';

/** The line of the list: the same object until something in it changes. */
export function entryOf(record: ContainerRecord): FleetEntry {
	record.entry ??= makeEntry(record);
	return record.entry;
}

function makeEntry({id, row, inspect, assessed, failed, changedAt}: ContainerRecord): FleetEntry {
	const name = inspect?.Name ?? row?.Names?.[0] ?? '';
	return {
		id,
		name: assessed?.facts.name ?? sanitise(name.replace(/^\//, '') || id.slice(0, 12)),
		image: assessed?.facts.image ?? sanitise(inspect?.Config?.Image ?? row?.Image ?? ''),
		state: sanitise(inspect?.State?.Status ?? row?.State ?? 'unknown'),
		changedAt,
		row,
		assessed,
		failed,
	};
}

/** Notes a newer row of the list. Returns whether the container is to be inspected: it never was, or its state differs from what is known. */
export function noteRow(record: ContainerRecord, row: ContainerRow): boolean {
	const differs = row.State !== undefined && row.State !== (record.inspect?.State?.Status ?? record.row?.State);
	if (!isSameRow(record.row, row)) {
		record.row = row;
		record.entry = null;
	}
	return differs || record.inspect === null;
}

/** Notes a newer inspect. Returns whether anything has changed. @param now  in milliseconds since the epoch */
export function noteInspect(record: ContainerRecord, inspect: ContainerInspect, now: number): boolean {
	if (record.failed === null && record.inspect !== null && isDeepStrictEqual(record.inspect, inspect)) return false;
	// Not listed, so it comes from an event: it is new.
	if (record.inspect === null && record.row === null) record.changedAt = now;
	record.hasNews = record.inspect !== null;
	if (isRestarted(record.inspect, inspect)) record.evidence = {};
	record.inspect = inspect;
	record.failed = null;
	record.entry = null;
	return true;
}

/** Notes why it could not be inspected or judged: it is listed without a grade. */
export function noteFailure(record: ContainerRecord, failed: BlindSpot): void {
	record.failed = failed;
	record.assessed = null;
	record.entry = null;
}

/** Notes a newer assessment; of equal ones the earlier is kept. @param now  in milliseconds since the epoch */
export function noteAssessment(record: ContainerRecord, assessed: AssessedContainer, now: number): void {
	const {hasNews} = record;
	record.hasNews = false;
	record.failed = null;
	if (record.assessed !== null && isSameAssessment(record.assessed, assessed)) return;
	if (hasNews) record.changedAt = now;
	record.assessed = assessed;
	record.entry = null;
}

/** True when the container was started or stopped between the two answers. */
export function isRestarted(before: ContainerInspect | null, after: ContainerInspect): boolean {
	return before?.State?.StartedAt !== after.State?.StartedAt || before?.State?.Pid !== after.State?.Pid;
}

/** `Status` counts the minutes and does not matter. */
function isSameRow(before: ContainerRow | null, after: ContainerRow): boolean {
	return before !== null && isDeepStrictEqual({...before, Status: ''}, {...after, Status: ''});
}

/** The log of its health check grows twice a minute and is not judged. */
function isSameAssessment(before: AssessedContainer, after: AssessedContainer): boolean {
	return isDeepStrictEqual(withoutHealthLog(before), withoutHealthLog(after));
}

function withoutHealthLog(assessed: AssessedContainer): unknown {
	const {raw} = assessed.facts;
	return {...assessed, facts: {...assessed.facts, raw: {...raw, State: {...raw.State, Health: null}}}};
}

/** The fleet when just its list has arrived: what is shown first. */
export function listedModel(rows: readonly ContainerRow[]): FleetModel {
	const entries = rows.map(row => entryOf(newRecord(row.Id, row)));
	return {
		connection: {state: 'connected'},
		engine: null,
		host: null,
		images: new Map(),
		entries,
		verdicts: [],
		hidden: {disabled: [], lowered: []},
		blindSpots: [],
		loading: {done: 0, total: entries.length, complete: false},
		settled: false,
	};
}
