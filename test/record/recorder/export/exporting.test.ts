import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {trusted} from '../../../../src/base/text/safe-text.js';
import {parseCommandLine} from '../../../../src/cli/command-line.js';
import {exportOptions} from '../../../../src/cli/record/export-options.js';
import {exporting} from '../../../../src/cli/record/exporting.js';
import type {Run} from '../../../../src/cli/run.js';
import type {Content, Subject} from '../../../../src/record/recorder/store/entry.js';
import {openStoreReader} from '../../../../src/record/recorder/store/read-store.js';
import {openStore, type Store} from '../../../../src/record/recorder/store/store.js';
import {assessedExample} from '../../../support/assessed-example.js';
import {type Answer, startCollector, wrongFields} from '../../../support/otlp-collector.js';
import {until} from '../../../support/process-table.js';

const labels = {'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web'};
const {facts} = assessedExample({Config: {Image: 'ghcr.io/acme/web:1.2', Labels: labels}});
const web: Subject = {workload: trusted('shop/web'), generation: trusted('g'), container: trusted(facts.id)};
const gone: Subject = {workload: trusted('old'), generation: trusted(''), container: trusted('c'.repeat(64))};
const detection = (text: string, more: {excepted?: string; severity?: string; count?: number} = {}): Content => ({
	kind: 'detection',
	rule: trusted('runtime-shell'),
	severity: trusted(more.severity ?? 'medium'),
	text: trusted(text),
	count: more.count ?? 1,
	first: 1,
	excepted: trusted(more.excepted ?? ''),
	expired: trusted(''),
});
const falco: Content = {
	kind: 'alert',
	source: trusted('falco'),
	rule: trusted('Terminal shell in container'),
	severity: trusted('critical'),
	priority: trusted('Critical'),
	text: trusted('a shell was spawned'),
	count: 3,
	first: 1,
	from: trusted(''),
};
const event: Content = {
	kind: 'event',
	type: trusted('container'),
	action: trusted('die'),
	severity: trusted('info'),
	meaning: trusted(''),
	detail: trusted('exit status 1'),
	count: 1,
};

describe('what is recorded, exported', () => {
	let state: string;
	beforeEach(() => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-export-'));
	});
	afterEach(() => rmSync(state, {recursive: true, force: true}));

	function open(words: readonly string[], env: Record<string, string> = {}, farewell = 25_000) {
		const said = {err: '', out: ''};
		const stream = (name: 'out' | 'err') => ({
			write(text: string) {
				said[name] += text;
				return true;
			},
			on: () => undefined,
			writableLength: 0,
		});
		// Only what is here is used.
		const run = {
			line: parseCommandLine(['record', ...words]),
			env: {XDG_STATE_HOME: state, ...env},
			stdout: stream('out'),
			stderr: stream('err'),
		} as unknown as Run;
		const store = openStore(run.env, {bytes: 2 ** 26, age: 1e12});
		const find = (id: string) => (id === facts.id ? facts : null);
		return {store: exporting(store, exportOptions(run), find, run, farewell), said};
	}
	const lost = () =>
		[...openStoreReader(join(state, 'dockscope/recorded')).read()].flatMap(entry => (entry.kind === 'lost' ? [entry] : []));
	async function exported(answer: (number: number) => Answer | 'nothing', work: (store: Store) => void, env = {}) {
		const collector = await startCollector(answer);
		try {
			const {store, said} = open(['--export', `otlp:${collector.url}`], env);
			work(store);
			await store.close();
			return {...collector, said};
		} finally {
			await collector.stop();
		}
	}

	it('reaches a collector with the fields and the attributes of OpenTelemetry', async () => {
		const {received, records, said} = await exported(
			() => ({}),
			store => {
				store.add(web, detection('sh as root', {severity: 'high', count: 2}));
				store.add(web, event);
				store.add(gone, falco);
				store.add(web, detection('known', {excepted: 'why'}));
				store.add(web, {kind: 'peak', memory: 1, tasks: 1});
			},
		);
		expect(said.err).toBe('');
		expect(received.map(({path}) => path)).toEqual(['/v1/logs']);
		expect(received.flatMap(({body}) => wrongFields(body))).toEqual([]);
		expect(
			records().map(({severityNumber, severityText, eventName, body}) => [
				severityNumber,
				severityText,
				eventName,
				body.stringValue,
			]),
		).toEqual([
			[17, 'high', 'dockscope.detection', 'Interactive shell started: sh as root'],
			[9, 'info', 'dockscope.event', 'container die: exit status 1'],
			[21, 'critical', 'dockscope.alert', 'a shell was spawned'],
		]);
		expect(records()[2]?.attributes).toEqual([
			{key: 'security_rule.name', value: {stringValue: 'Terminal shell in container'}},
			{key: 'security_rule.ruleset.name', value: {stringValue: 'falco'}},
			{key: 'dockscope.priority', value: {stringValue: 'Critical'}},
			{key: 'dockscope.workload', value: {stringValue: 'old'}},
			{key: 'dockscope.count', value: {intValue: '3'}},
		]);
		const {resourceLogs} = (received[0]?.body ?? {resourceLogs: []}) as {
			resourceLogs: {resource: {attributes: {key: string; value: object}[]}}[];
		};
		expect(resourceLogs.map(({resource}) => Object.fromEntries(resource.attributes.map(({key, value}) => [key, value])))).toEqual(
			[
				expect.objectContaining({
					'service.name': {stringValue: 'dockscope'},
					'container.id': {stringValue: facts.id},
					'container.image.name': {stringValue: 'ghcr.io/acme/web'},
					'container.image.tags': {arrayValue: {values: [{stringValue: '1.2'}]}},
					'container.label.com.docker.compose.service': {stringValue: 'web'},
				}),
				expect.objectContaining({'container.id': {stringValue: gone.container}, 'host.name': expect.anything()}),
			],
		);
	});

	it('is sent in batches', async () => {
		const {received, records} = await exported(
			() => ({}),
			store => {
				for (let index = 0; index < 1200; index += 1) store.add(web, detection(`alert ${index}`));
			},
		);
		expect(received.length).toBe(3);
		expect(new Set(records().map(({body}) => body.stringValue)).size).toBe(1200);
	});

	it.each([429, 502, 503, 504])('is sent again after status %i, without loss or doubles', async status => {
		const {received, records, said} = await exported(
			number => (number === 0 ? {status, headers: {'retry-after': '0'}} : {}),
			store => store.add(web, detection('sh')),
		);
		expect([received.length, records().length]).toEqual([2, 1]);
		expect(said.err).toMatch(
			/^export to 127\.0\.0\.1:\d+: the collector answered with status \d+; it is tried again\nexport to .*: works again\n$/,
		);
		expect(lost()).toEqual([]);
	});

	it.each([
		[400, /the collector answered with status 400; 1 entry dropped\n/],
		[302, /status 302: redirects are not followed; 1 entry dropped\n/],
	])('is lost, and counted, after status %i', async (status, words) => {
		const {received, said} = await exported(
			() => ({status, headers: {location: '/elsewhere'}}),
			store => store.add(web, detection('sh')),
			{OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20s3cr3t'},
		);
		expect(received.map(({path}) => path)).toEqual(['/v1/logs']);
		expect(said.err).toMatch(words);
		expect(said.err).toContain('lost: 1 entry of the export to the collector\n');
		expect(said.err).not.toContain('s3cr3t');
		expect(lost()).toMatchObject([{source: 'the export to the collector', count: 1}]);
	});

	it('counts what a collector rejects of a batch that it takes', async () => {
		const body = JSON.stringify({partialSuccess: {rejectedLogRecords: '1', errorMessage: 'too old'}});
		const {said} = await exported(
			() => ({body}),
			store => {
				store.add(web, detection('a'));
				store.add(web, detection('b'));
			},
		);
		expect(said.err).toContain('the collector rejected 1 entry\n');
		expect(lost()).toMatchObject([{count: 1}]);
	});

	it('never holds up recording, and ends although the collector does not answer', async () => {
		const collector = await startCollector(() => 'nothing');
		const {store, said} = open(['--export', `otlp:${collector.url}`], {}, 200);
		for (let index = 0; index < 4700; index += 1) store.add(web, detection(`alert ${index}`));
		await until('the first batch is sent', async () => (collector.received.length > 0 ? true : null));
		await store.close();
		expect(said.err).toContain('lost: 4700 entries of the export to the collector\n');
		expect([...openStoreReader(join(state, 'dockscope/recorded')).read()].filter(({kind}) => kind === 'detection')).toHaveLength(
			4700,
		);
		await collector.stop();
	});

	it('reports a collector that is not there once, and goes on when it is', async () => {
		const first = await startCollector();
		await first.stop();
		const {store, said} = open(['--export', `otlp:http://127.0.0.1:${first.port}/custom/path`]);
		store.add(web, detection('sh'));
		await until('it is reported', async () => (said.err === '' ? null : true));
		const back = await startCollector(() => ({}), first.port);
		await store.close();
		await back.stop();
		expect(back.received.map(({path}) => path)).toEqual(['/custom/path']);
		expect(said.err).toBe(
			`export to 127.0.0.1:${first.port}: nothing listens there; it is tried again\nexport to 127.0.0.1:${first.port}: works again\n`,
		);
		expect(lost()).toEqual([]);
	});

	it('sends the headers of the environment, and never shows them', async () => {
		const {received, said} = await exported(
			() => ({}),
			store => store.add(web, detection('sh')),
			{OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20s3cr3t, X-Scope-OrgID=shop'},
		);
		expect(received[0]?.headers).toMatchObject({
			authorization: 'Bearer s3cr3t',
			'x-scope-orgid': 'shop',
			'content-type': 'application/json',
		});
		expect(JSON.stringify(said)).not.toContain('s3cr3t');
	});

	it.each([
		[['--export', 'csv'], {}, '--export takes json or otlp:URL, not "csv".'],
		[['--export', 'otlp:collector:4318'], {}, '--export otlp: needs an address'],
		[['--export', 'otlp:https://u:hidden@host'], {}, 'takes no password in the address'],
		[['--export', 'otlp:http://10.0.0.1:4318'], {OTEL_EXPORTER_OTLP_HEADERS: 'a=hidden'}, 'would be sent unencrypted'],
		[['--export', 'otlp:https://h'], {OTEL_EXPORTER_OTLP_HEADERS: 'hidden'}, 'OTEL_EXPORTER_OTLP_HEADERS must be like'],
		[['--export', 'otlp:https://h'], {OTEL_EXPORTER_OTLP_HEADERS: 'a=hidden%0d%0ab'}, 'OTEL_EXPORTER_OTLP_HEADERS must be like'],
		[['--metrics', '/nonexistent/x.prom'], {}, 'there is no such directory'],
		[['--metrics', '/tmp/x.txt'], {}, 'must end with .prom'],
	])('%j is refused in one line without a secret', (words, env, message) => {
		const line = parseCommandLine(['record', ...words]);
		const refused = (() => {
			try {
				exportOptions({line, env});
			} catch (error) {
				return String(error);
			}
			return '';
		})();
		expect(refused).toContain(message);
		expect(refused).not.toContain('hidden');
		expect(refused).not.toContain('\n');
	});

	it('is JSON lines on stdout, as of dockscope events', async () => {
		const {store, said} = open(['--export', 'json']);
		store.add(web, detection('sh\u001b[31m'));
		store.add(web, detection('known', {excepted: 'why'}));
		store.add(gone, falco);
		await store.close();
		const lines = said.out
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line) as Record<string, unknown>);
		expect(lines.map(({schema, type, name, detail}) => [schema, type, name, detail])).toEqual([
			['dockscope.event/1', 'detection', 'shop/web', expect.stringMatching(/^sh/)],
			['dockscope.event/1', 'falco', 'old', 'Critical: a shell was spawned'],
		]);
		expect(said.out).not.toContain('\u001b');
	});

	it('is a file of metrics that is replaced whole', async () => {
		const path = join(state, 'dockscope.prom');
		const {store} = open(['--metrics', path]);
		store.add(web, detection('sh', {count: 2}));
		store.add({...web, workload: trusted('a"b\\c')}, detection('sh'));
		store.add(web, detection('known', {excepted: 'why'}));
		store.add(web, event);
		store.add(web, {
			kind: 'posture',
			image: trusted('i'),
			grade: trusted('D'),
			score: 42,
			findings: [trusted('x')],
			severities: null,
			unknown: null,
			paths: null,
		});
		await store.close();
		const text = readFileSync(path, 'utf8');
		expect(statSync(path).mode & 0o777).toBe(0o644);
		expect(readdirSync(state).filter(name => name.startsWith('.dockscope'))).toEqual([]);
		const alert = 'dockscope_alerts_total{rule="runtime-shell",severity="medium",source="dockscope"';
		expect(text).toContain(
			`# TYPE dockscope_alerts_total counter\n${alert},workload="shop/web"} 2\n${alert},workload="a\\"b\\\\c"} 1\n`,
		);
		expect(text).toContain('dockscope_excepted_alerts_total{rule="runtime-shell",workload="shop/web"} 1\n');
		expect(text).toContain('dockscope_workload_risk_score{workload="shop/web"} 42\n');
		expect(text).toContain('dockscope_engine_events_total{action="die",type="container"} 1\n');
		expect(text).toContain('dockscope_recorder_up 0\n');
	});

	it('has each series once, however long the labels are', async () => {
		const path = join(state, 'dockscope.prom');
		const {store} = open(['--metrics', path]);
		const long = (end: string) => ({...falco, rule: trusted(`${'r'.repeat(199)}${end}`), count: 1}) as Content;
		// Pictures whose surrogate pairs differ in the first half are not cut into two halves that UTF-8 writes alike.
		for (const end of ['r'.repeat(50), `${'r'.repeat(50)}a`, '😀', '🤖']) store.add(gone, long(end));
		await store.close();
		const series = readFileSync(path, 'utf8').match(/^dockscope_alerts_total\{.*/gm) ?? [];
		expect(series.map(one => one.replace(/",.* /, ' '))).toEqual([
			`dockscope_alerts_total{rule="${'r'.repeat(200)} 2`,
			`dockscope_alerts_total{rule="${'r'.repeat(199)} 2`,
		]);
	});

	it('has a limited number of series, and loses no count', async () => {
		const path = join(state, 'dockscope.prom');
		const {store} = open(['--metrics', path]);
		for (let index = 0; index < 1500; index += 1)
			store.add(gone, {...falco, rule: trusted(`rule ${index}`), count: 1} as Content);
		await store.close();
		const series = readFileSync(path, 'utf8').match(/^dockscope_alerts_total\{.*/gm) ?? [];
		expect(series).toHaveLength(1001);
		expect(series.at(-1)).toBe('dockscope_alerts_total{rule="other",severity="other",source="other",workload="other"} 500');
	});
});
