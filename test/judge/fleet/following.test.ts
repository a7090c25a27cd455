import {describe, expect, it} from 'vitest';
import type {ContainerInspect, EngineEvent} from '../../../src/base/answers/index.js';
import {type EventEffect, effectOf, execChanged} from '../../../src/judge/fleet/engine-watch.js';
import {createJudgeQueue} from '../../../src/judge/fleet/judge-queue.js';
import {createJudging} from '../../../src/judge/fleet/judging.js';
import {createModelView} from '../../../src/judge/fleet/model-view.js';
import {emptyState} from '../../../src/judge/inventory/fleet-state.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';

describe('an event', () => {
	const actor = (Type: string, Action: string, Attributes: Record<string, string> = {}): EngineEvent => ({
		Type,
		Action,
		Actor: {ID: 'c1', Attributes},
	});
	it.each<[EngineEvent, EventEffect]>([
		[actor('container', 'start'), {kind: 'inspect', id: 'c1'}],
		[actor('container', 'health_status: unhealthy'), {kind: 'inspect', id: 'c1'}],
		[actor('container', 'update'), {kind: 'inspect', id: 'c1'}],
		[actor('container', 'something-new'), {kind: 'inspect', id: 'c1'}],
		[actor('container', 'destroy'), {kind: 'gone', id: 'c1'}],
		[actor('container', 'remove'), {kind: 'gone', id: 'c1'}],
		[actor('container', 'exec_create: sh -c true'), {kind: 'nothing'}],
		[actor('container', 'exec_die'), {kind: 'nothing'}],
		[actor('container', 'top'), {kind: 'nothing'}],
		[actor('network', 'connect', {container: 'c2'}), {kind: 'inspect', id: 'c2'}],
		[actor('network', 'connect'), {kind: 'nothing'}],
		[actor('network', 'create'), {kind: 'networks'}],
		[actor('volume', 'create'), {kind: 'volumes'}],
		[actor('volume', 'mount'), {kind: 'nothing'}],
		[actor('image', 'tag'), {kind: 'image', id: 'c1'}],
		[actor('daemon', 'reload'), {kind: 'engine'}],
		[
			{status: 'start', id: 'c1'},
			{kind: 'inspect', id: 'c1'},
		],
		[{}, {kind: 'nothing'}],
		[{Type: 'container', Action: 'start'}, {kind: 'nothing'}],
	])('%j means %j', (event, effect) => {
		expect(effectOf(event)).toEqual(effect);
	});
});

describe('a command started by exec', () => {
	const inspects = new Map<string, ContainerInspect>([
		['web', {Id: 'web', ExecIDs: ['e1'], Config: {Healthcheck: {Test: ['CMD-SHELL', 'curl -f http://localhost: ']}}}],
		['db', {Id: 'db', ExecIDs: null}],
	]);
	it.each<[id: string, action: string, exec: string, concerned: string | null]>([
		['web', 'exec_start: sh -i', 'e1', 'web'],
		['web', 'exec_start: /bin/sh -c curl -f http://localhost: ', 'e2', null],
		['web', 'exec_start: sh -c x : /bin/sh -c curl -f http://localhost: ', 'e2', 'web'],
		['web', 'exec_create: sh -i', 'e1', null],
		['web', 'exec_die', 'e1', 'web'],
		['web', 'exec_die', 'e2', null],
		['web', 'exec', 'e2', null],
		['db', 'exec', 'e3', 'db'],
		['db', 'exec_start: sh', 'e3', 'db'],
		['db', 'exec_died', 'e3', null],
		['gone', 'exec_start: sh', 'e4', null],
		['db', 'start', '', null],
	])('of %s: %s concerns it, a health check does not', (id, Action, execID, concerned) => {
		const event = {Type: 'container', Action, Actor: {ID: id, Attributes: {execID}}};
		expect(execChanged(event, inspects)).toBe(concerned);
	});
});

describe('judging', () => {
	it('waits until it may begin, keeps the order, and lets others have their turn', async () => {
		const judged: number[] = [];
		let turns = 0;
		const count = setInterval(() => {
			turns += 1;
		}, 1);
		const queue = createJudgeQueue({
			judge(id) {
				judged.push(Number(id));
				for (const end = performance.now() + 2; performance.now() < end; );
			},
			judgeAll: () => [],
			isComplete: () => true,
			progress: () => undefined,
		});
		for (let id = 0; id < 40; id += 1) queue.add(String(id));
		for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
		expect(judged).toEqual([]);
		turns = 0;
		queue.open();
		await queue.idle();
		clearInterval(count);
		expect(judged).toEqual(Array.from({length: 40}, (_, id) => id));
		expect(turns).toBeGreaterThan(1);
	});

	it('of all covers those that wait, and not those that change meanwhile', async () => {
		const judged: string[] = [];
		const queue = createJudgeQueue({
			judge: id => judged.push(id),
			*judgeAll() {
				judged.push('all');
				yield;
				queue.add('late');
				yield;
			},
			isComplete: () => true,
			progress: () => undefined,
		});
		queue.add('early');
		queue.addAll();
		queue.open();
		await queue.idle();
		expect(judged).toEqual(['all', 'late']);
		queue.addAllSoon();
		queue.addAllSoon();
		queue.addAll();
		await queue.idle();
		expect(judged).toEqual(['all', 'late', 'all', 'late']);
		queue.addAllSoon();
		await expect.poll(() => judged.length).toBe(6);
		queue.close();
		queue.addAll();
		await queue.idle();
		expect(judged).toHaveLength(6);
	});
});

describe('notices', () => {
	it('are published immediately after a quiet time, then in batches, the last one included', async () => {
		const state = emptyState(builtInPolicy);
		const view = createModelView(state, createJudging(state, {socketPath: null, reachedBy: null}, Date.now));
		const seen: boolean[] = [];
		const stop = view.subscribe(() => seen.push(view.model().settled));
		for (let change = 0; change < 100; change += 1) view.changed();
		state.settled = true;
		view.changed();
		expect(seen).toEqual([false]);
		await expect.poll(() => seen.length).toBe(2);
		expect(seen).toEqual([false, true]);
		stop();
		view.changedNow();
		view.close();
		expect(seen).toEqual([false, true]);
	});
});
