import {describe, expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import {
	type ContainerRecord,
	entryOf,
	newRecord,
	noteAssessment,
	noteFailure,
	noteInspect,
	noteRow,
} from '../../../src/judge/inventory/container-record.js';
import {assessedExample} from '../../support/assessed-example.js';

const row = {Id: 'c1', Names: ['/web'], State: 'running', Status: 'Up 2 minutes'};
const inspect = {Id: 'c1', Name: '/web', State: {Status: 'running', Pid: 42, StartedAt: '2026-11-25T12:00:00Z'}};
const listed = (): ContainerRecord => newRecord('c1', row);
function inspected(): ContainerRecord {
	const record = listed();
	noteInspect(record, inspect, 1);
	return record;
}

describe('a newer row', () => {
	it('in which just the minutes differ leaves the line as it is', () => {
		const record = inspected();
		const entry = entryOf(record);
		expect(noteRow(record, {...row, Status: 'Up 3 minutes'})).toBe(false);
		expect(entryOf(record)).toBe(entry);
	});

	it('calls for an inspect when its state differs, or when there was none', () => {
		expect(noteRow(inspected(), {...row, State: 'exited'})).toBe(true);
		expect(noteRow(listed(), row)).toBe(true);
	});
});

describe('a newer inspect', () => {
	it('that is equal changes nothing, unless the container could not be judged', () => {
		const record = inspected();
		expect(noteInspect(record, structuredClone(inspect), 2)).toBe(false);
		noteFailure(record, {source: 'judging', reason: 'a test'});
		expect(noteInspect(record, structuredClone(inspect), 2)).toBe(true);
		expect(record.failed).toBeNull();
	});

	it('of another start ends what was learned of the earlier one', () => {
		const record = inspected();
		record.evidence = {execs: known([])};
		noteInspect(record, {...inspect, Name: '/shop'}, 2);
		expect(record.evidence).toEqual({execs: known([])});
		noteInspect(record, {...inspect, State: {...inspect.State, Pid: 43}}, 3);
		expect(record.evidence).toEqual({});
	});

	it('makes a container new that no list showed before', () => {
		const record = newRecord('c1', null);
		noteInspect(record, inspect, 7);
		expect(record.changedAt).toBe(7);
		expect(inspected().changedAt).toBe(0);
	});
});

describe('a newer assessment', () => {
	const assessed = (State: object, HostConfig = {}) => assessedExample({State, HostConfig});

	it('keeps the earlier one when just the log of the health check has grown', () => {
		const record = inspected();
		const first = assessed({Pid: 42, Health: {Log: []}});
		noteAssessment(record, first, 1);
		const entry = entryOf(record);
		noteAssessment(record, assessed({Pid: 42, Health: {Log: [{Output: 'ok'}]}}), 2);
		expect(record.assessed).toBe(first);
		expect(entryOf(record)).toBe(entry);
	});

	it('is a change of the container only when a newer inspect led to it', () => {
		const record = inspected();
		noteAssessment(record, assessed({Pid: 42}), 1);
		noteAssessment(record, assessed({Pid: 42}, {Privileged: true}), 2);
		expect(record.changedAt).toBe(0);
		noteInspect(record, {...inspect, Name: '/shop'}, 3);
		noteAssessment(record, assessed({Pid: 42}), 4);
		expect(record.changedAt).toBe(4);
	});
});
