import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {heldServices} from './services-held.js';
import {adviceFor} from './services-held-advice.js';
import {type HeldEngine, startHeldEngine} from './services-held-engine.js';
import type {HeldService} from './services-held-kinds.js';

/** Only these services, by name, separated by spaces. */
const chosen = process.env['DOCKSCOPE_TEST_HELD']?.split(' ');
const services = heldServices.filter(({name}) => chosen?.includes(name) ?? true);
const missing = await whyNoEngine();
/** Milliseconds until the recorder has written what it counts. */
const written = 65_000;

type Row = {readonly service: HeldService; readonly capabilities: readonly string[]; readonly evidence: readonly string[]};
const rows: Row[] = [];

describe.skipIf(missing !== null).concurrent('a service that is recorded while its clients work', () => {
	let held: HeldEngine;
	let recorder: ChildProcess;
	let said = '';
	const env = () => ({...held.env, XDG_STATE_HOME: held.folder});

	beforeAll(async () => {
		held = await startHeldEngine(services);
		recorder = spawn(process.execPath, ['bin/dockscope.js', 'record', '--host', held.engine.host], {
			env: env(),
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		recorder.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
		await until('it records', async () => (said.includes('Ctrl-C stops') ? true : null));
	}, 1_800_000);
	afterAll(async () => {
		const ended = once(recorder, 'exit');
		recorder.kill('SIGTERM');
		await ended;
		await held?.stop();
		console.log([said, ...rows.map(lineOf)].join('\n'));
	}, 300_000);

	it.each(services)(
		'$name gets from the recorder what its work needs',
		async service => {
			const {name} = service;
			try {
				await held.start(name, service);
				const mark = await held.works(name, service, 120);
				await held.worksAfterRestart(name, service, mark, 120);
				await held.stops(name);
				await held.engine.docker('start', name);
				for (const began = Date.now(); Date.now() - began < written; ) await held.works(name, service, 120);
				const advice = await adviceFor({engine: held.engine, env: env()}, name, ['--least']);
				const {after, changes, observation} = advice;
				const capabilities = [...after.command.matchAll(/--cap-add (?:CAP_)?(\w+)/g)].map(([, one = '']) => one).sort();
				const evidence = changes
					.flatMap(({slug, evidence: all = []}) => (slug === 'capabilities' ? all : []))
					.map(({source, path, value}) => `${source} ${path} ${value}`);
				rows.push({service, capabilities, evidence});
				console.log(lineOf({service, capabilities, evidence}), JSON.stringify(observation));
				expect(observation?.recording).toMatchObject({coversStart: true});
				expect(service.truth.filter(one => !capabilities.includes(one))).toEqual([]);
			} finally {
				await held.remove(name);
			}
		},
		1_800_000,
	);
});

describe.skipIf(missing !== null)('the least capabilities from the recorder', () => {
	/**
	 * Evidence of what is used does not show what could be done without: in 7 of 24 services a program is denied without harm what it uses (an
	 * entry of the audit log, a signal at the end, a group that it has), or keeps what it never uses.
	 */
	it('are what the work needs in two thirds of the services, and never less', () => {
		const exact = rows.filter(({service, capabilities}) => capabilities.join(' ') === service.truth.join(' '));
		expect(rows).toHaveLength(services.length);
		expect(exact.length / rows.length, rows.map(lineOf).join('\n')).toBeGreaterThanOrEqual(2 / 3);
	});
});

function lineOf({service, capabilities, evidence}: Row): string {
	const spare = capabilities.filter(one => !service.truth.includes(one));
	const lacking = service.truth.filter(one => !capabilities.includes(one));
	return `${service.name} | ${capabilities.join(' ') || 'none'} | +${spare.join(' ')} | -${lacking.join(' ')} | ${evidence.join('; ')}`;
}
