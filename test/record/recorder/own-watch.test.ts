import {expect, it} from 'vitest';
import type {EngineEvent} from '../../../src/base/answers/index.js';
import type {EngineReader} from '../../../src/base/engine/engine-reader.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {historyRow} from '../../../src/record/recorder/events/history-row.js';
import {watchEngine} from '../../../src/record/recorder/own-watch.js';
import {sampleFleet, sampleModel, shop} from '../../support/sample-fleet.js';

const execs: Readonly<Record<string, {readonly user: string; readonly privileged: boolean; readonly words: readonly string[]}>> =
	{
		e1: {user: '', privileged: true, words: ['sh', '-c', 'echo --password=s3cr3t-Value-9f8e7d6c']},
	};

it('notes an exec once, with its user, and what the detections say of it', async () => {
	const fleet = sampleFleet(sampleModel(shop));
	const [first] = fleet.model().entries;
	const id = first?.id ?? '';
	let send: (event: EngineEvent) => void = () => undefined;
	const rows: string[] = [];
	const reader = {
		exec: async (exec: string) => {
			const {user, privileged, words} = execs[exec] ?? {user: '', privileged: false, words: []};
			return {ID: exec, ProcessConfig: {user, privileged, entrypoint: words[0] ?? '', arguments: words.slice(1)}};
		},
	} as unknown as EngineReader;
	const stop = watchEngine(
		{
			reader,
			expected: () => ({excepted: trusted(''), expired: trusted('')}),
			fleet: {
				...fleet,
				subscribeEvents(listener) {
					send = listener;
					return () => undefined;
				},
			},
		},
		() => true,
		entry => rows.push(historyRow(entry)?.text ?? entry.kind),
	);
	const event = (Action: string): EngineEvent => ({
		Type: 'container',
		Action,
		Actor: {ID: id, Attributes: {execID: 'e1', name: 'ci-runner'}},
		time: 1,
	});
	send(event('exec_create: sh -c echo --password=s3cr3t-Value-9f8e7d6c'));
	send(event('exec_start: sh -c echo --password=s3cr3t-Value-9f8e7d6c'));
	await new Promise(resolve => setImmediate(resolve));
	expect(rows.sort()).toEqual([
		'Privileged exec started: sh -c echo --password=********',
		'exec as root, privileged: sh -c echo --password=********',
	]);
	stop();
});

it.each([true, false])('reports a worse configuration only where no recorder does: %s', isWanted => {
	const fleet = sampleFleet(sampleModel([{name: 'web', host: {NetworkMode: 'bridge', Privileged: false}}]));
	const rows: string[] = [];
	const stop = watchEngine(
		{reader: {} as unknown as EngineReader, expected: () => ({excepted: trusted(''), expired: trusted('')}), fleet},
		() => isWanted,
		entry => rows.push(entry.kind === 'detection' ? entry.rule : entry.kind),
	);
	fleet.show(sampleModel([{name: 'web', Id: 'f'.repeat(64), host: {NetworkMode: 'bridge', Privileged: true}}]));
	expect(rows.filter(row => row.startsWith('runtime-'))).toEqual(isWanted ? ['runtime-worse-configuration'] : []);
	stop();
});
