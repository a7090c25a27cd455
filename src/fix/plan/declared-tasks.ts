import type {Evidence} from '../../judge/index.js';
import {type FoundSetting, type Settings, settingOf} from './declared-sizes.js';

/** How many tasks a program is set up to have at most, and which setting says so. */
export type DeclaredTasks = {readonly tasks: number; readonly evidence: readonly Evidence[]};

/** Names of the settings of one program: how many processes, and how many threads each. */
type Workers = {
	readonly programs: RegExp;
	readonly processes: readonly string[];
	readonly threads: readonly string[];
	/** Variables that set the same. */
	readonly env?: readonly string[];
	/** Where no setting says otherwise. */
	readonly usual?: number;
};

/**
 * @source docs.gunicorn.org, settings; uwsgi-docs, options; puma(1); docs.celeryq.dev, workers; php.net, pm.max_children;
 * postgresql.org/docs 19.3; dev.mysql.com/doc, max_connections
 */
const rows: readonly Workers[] = [
	{programs: /^gunicorn$/, processes: ['workers', 'w'], threads: ['threads'], env: ['WEB_CONCURRENCY', 'GUNICORN_WORKERS']},
	{
		programs: /^uwsgi$/,
		processes: ['processes', 'workers', 'p'],
		threads: ['threads'],
		env: ['UWSGI_PROCESSES', 'UWSGI_WORKERS'],
	},
	{programs: /^(?:uvicorn|hypercorn|granian)$/, processes: ['workers', 'w'], threads: ['threads'], env: ['WEB_CONCURRENCY']},
	{programs: /^puma$/, processes: ['workers', 'w'], threads: ['threads', 't'], env: ['WEB_CONCURRENCY']},
	{programs: /^unicorn$/, processes: ['workers'], threads: [], env: ['WEB_CONCURRENCY']},
	{programs: /^celery$/, processes: ['concurrency', 'c'], threads: []},
	{programs: /^php-fpm[\d.]*$/, processes: ['pm.max_children'], threads: []},
	{programs: /^(?:postgres|postmaster)$/, processes: ['max_connections'], threads: [], usual: 100},
	{programs: /^(?:mysqld|mariadbd)$/, processes: ['max_connections'], threads: [], usual: 151},
	{programs: /^memcached$/, processes: [], threads: ['threads', 't']},
];

/** The most tasks that a program's settings allow; `null` where they say nothing. */
export function declaredTasks(settings: Settings): DeclaredTasks | null {
	const all = rows.flatMap(row => {
		if (![...settings.started.programs.keys()].some(name => row.programs.test(name))) return [];
		const processes = first(settings, row.processes) ?? variable(settings, row.env ?? []);
		const threads = first(settings, row.threads);
		if (processes === null && threads === null && row.usual === undefined) return [];
		const most = (highest(processes) ?? row.usual ?? 1) * ((highest(threads) ?? 1) + 1);
		return [{tasks: most, evidence: [processes, threads].flatMap(one => (one === null ? [] : [one.evidence]))}];
	});
	return all.length === 0
		? null
		: {tasks: all.reduce((sum, {tasks}) => sum + tasks, 0), evidence: all.flatMap(({evidence}) => evidence)};
}

const first = (settings: Settings, names: readonly string[]): FoundSetting | null =>
	names.map(name => settingOf(settings, name)).find(one => one !== null) ?? null;

function variable({started: {env}}: Settings, names: readonly string[]): FoundSetting | null {
	const name = names.find(one => /^\d{1,5}$/.test(env.get(one) ?? ''));
	const value = name === undefined ? '' : (env.get(name) ?? '');
	return name === undefined ? null : {value, evidence: {source: 'inspect', path: 'Config.Env', value: `${name}=${value}`}};
}

/** `16` of `5:16` and of `16`. */
function highest(one: FoundSetting | null): number | null {
	const [, digits] = /^(?:\d{1,5}:)?(\d{1,5})$/.exec(one?.value ?? '') ?? [];
	return digits === undefined ? null : Number(digits);
}
