import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {whyNoEngine} from '../support/private-engine.js';
import {heldServices} from './services-held.js';
import {adviceFor, breaking, clear, type Rung, replace, rungs} from './services-held-advice.js';
import {type Judged, judge} from './services-held-claims.js';
import {type HeldEngine, startHeldEngine} from './services-held-engine.js';
import type {HeldService} from './services-held-kinds.js';
import {killedAtStop, otherIdentity} from './services-held-truth.js';

/** Only these services, by name, separated by spaces; for how long each must work; how many at a time. */
const chosen = process.env['DOCKSCOPE_TEST_HELD']?.split(' ');
const seconds = Number(process.env['DOCKSCOPE_TEST_HELD_SECONDS'] ?? 120);
const sideBySide = Number(process.env['DOCKSCOPE_TEST_HELD_SIDE_BY_SIDE'] ?? 3);
const services = heldServices.filter(({name}) => chosen?.includes(name) ?? true);
const missing = await whyNoEngine();

/** What was seen of one service under the command of one rung. */
type Row = {
	readonly service: HeldService;
	readonly rung: Rung['name'];
	readonly broke: string | null;
	readonly guilty: readonly string[];
	readonly capabilities: readonly string[];
	readonly claims: readonly Judged[];
	readonly pieces: number;
};
const rows = new Map<string, Row>();

describe.skipIf(missing !== null).concurrent('a service that the hardening has not seen', () => {
	let held: HeldEngine;
	const turn = inTurns(sideBySide);

	beforeAll(async () => {
		held = await startHeldEngine(services);
	}, 1_800_000);
	afterAll(async () => {
		await held?.stop();
		console.log(report([...rows.values()]));
	}, 300_000);

	it.each(services.flatMap(service => rungs.map(rung => ({service, rung, title: `${service.name}, ${rung.name}`}))))(
		'$title: it keeps working, and the advice says what is so',
		({service, rung}) =>
			turn(async () => {
				const row = await tried(held, service, rung);
				rows.set(`${service.name} ${rung.name}`, row);
				console.log(claimsBesideSeen(row));
				expect(row.broke, row.guilty.join('\n')).toBeNull();
				expect(row.claims.filter(({holds}) => holds === false)).toEqual([]);
			}),
		7_200_000,
	);
});

describe.skipIf(missing !== null)('the capabilities of the least command', () => {
	it('are what the work needs in most, and never less', () => {
		const measured = [...rows.values()].filter(({rung}) => rung === 'least');
		const lacking = measured.filter(({service, capabilities}) => needed(service).some(one => !capabilities.includes(one)));
		expect(lacking.map(({service}) => service.name)).toEqual([]);
		const exact = measured.filter(({service, capabilities}) =>
			[service.truth, needed(service)].some(set => capabilities.join(' ') === set.join(' ')),
		);
		expect(exact.length / measured.length, report(measured)).toBeGreaterThanOrEqual(0.85);
	});
});

const needed = ({truth, spared = []}: HeldService): readonly string[] => truth.filter(one => !spared.includes(one));

/** Starts it, asks for advice, runs the copied command in its place, and does its client's work for as long as is asked. */
async function tried(held: HeldEngine, service: HeldService, rung: Rung): Promise<Row> {
	const name = `${service.name}-${rung.name}`;
	const patience = service.slow ? 90 : 60;
	try {
		await held.start(name, service);
		const firstMark = await held.works(name, service, 120);
		const kinds = await held.kinds(name);
		const options = rung.options.filter(option => option !== '--rehearse' || service.needsAddress !== true);
		const advice = await (rung.underWork
			? whileWorking(held, name, service, () => adviceFor(held, name, options))
			: adviceFor(held, name, options));

		await replace(held, advice);
		const stopped = (await held.engine.docker('inspect', '--format', '{{.State.ExitCode}}', `${name}-before`)) !== '137';
		let pieces = 0;
		let broke: string | null = null;
		let oldDataThere = service.keeps === undefined;
		const began = Date.now();
		try {
			let mark = await held.works(name, service, patience);
			oldDataThere ||= await held.has(name, service, firstMark);
			const changed = otherIdentity(kinds, await held.kinds(name));
			if (changed !== null) throw new Error(changed);
			for (pieces = 1; pieces < 3 || Date.now() - began < seconds * 1000; pieces++) {
				if (pieces % 3 === 1) await held.worksAfterRestart(name, service, mark, patience);
				else mark = await held.works(name, service, patience);
			}
			const state = await held.engine.docker('inspect', '--format', '{{.State.OOMKilled}} {{.RestartCount}}', name);
			if (state !== 'false 0') throw new Error(`OOM-killed, restarts: ${state}`);
			if (stopped && !(await held.stops(name))) throw new Error(killedAtStop);
		} catch (error) {
			broke = error instanceof Error ? error.message : String(error);
		}
		const capabilities = await capabilitiesOf(held, name);
		await clear(held, name);
		const guilty = broke === null ? [] : await breaking(held, name, service, advice.changes, service.slow ? 90 : 15);
		const claims = await judge(held, name, service, advice, {broke, guilty, capabilities, oldDataThere, rung: rung.name});
		return {service, rung: rung.name, broke, guilty, capabilities, claims, pieces};
	} finally {
		await clear(held, name);
	}
}

/** Those that the container was given, as its `CapAdd` has them. */
async function capabilitiesOf(held: HeldEngine, name: string): Promise<string[]> {
	const text = await held.engine.docker('inspect', '--format', '{{json .HostConfig.CapAdd}}', name);
	const added: string[] | null = JSON.parse(text);
	return (added ?? []).map(one => one.replace(/^CAP_/, '')).sort();
}

/** Lets the client work, again and again, until `act` is done. Its failures are those of the original, and end the test. */
async function whileWorking<T>(held: HeldEngine, name: string, service: HeldService, act: () => Promise<T>): Promise<T> {
	let over = false;
	const acting = act().finally(() => {
		over = true;
	});
	const working = (async () => {
		while (!over) await held.works(name, service, 120);
	})();
	const [answer] = await Promise.all([acting, working]);
	return answer;
}

/** Lets at most `many` run at a time. */
function inTurns(many: number): <T>(act: () => Promise<T>) => Promise<T> {
	const waiting: (() => void)[] = [];
	let running = 0;
	return async act => {
		if (running >= many) await new Promise<void>(resolve => waiting.push(resolve));
		else running++;
		try {
			return await act();
		} finally {
			const next = waiting.shift();
			if (next === undefined) running--;
			else next();
		}
	};
}

/** Every sentence of the advice, and what the judge saw of it. */
const claimsBesideSeen = ({service, rung, claims}: Row): string =>
	[
		`claims about ${service.name}, ${rung}`,
		...claims.map(
			({about, text, holds, seen}) =>
				`  ${holds === null ? 'not judged' : holds ? 'holds' : 'FALSE'} | ${about} | ${text} | ${seen}`,
		),
	].join('\n');

/** One line for each service and rung, then the sentences that do not hold. */
function report(all: readonly Row[]): string {
	const lines = all.map(({service, rung, broke, guilty, capabilities, claims, pieces}) => {
		const spare = capabilities.filter(one => !service.truth.includes(one));
		const lacking = service.truth.filter(one => !capabilities.includes(one));
		return [
			...[service.name, rung, broke === null ? `works (${pieces})` : `BREAKS: ${broke.slice(0, 160)}`],
			...[guilty.join(' & ') || '-', capabilities.join(' ') || 'none', `+${spare.join(' ')}`, `-${lacking.join(' ')}`],
			...claims.filter(({holds}) => holds === false).map(({about, text, seen}) => `FALSE ${about} "${text}": ${seen}`),
		]
			.join(' | ')
			.replaceAll(/\s+/g, ' ');
	});
	return ['service | rung | work | to blame | capabilities | spare | lacking | false claims', ...lines].join('\n');
}
