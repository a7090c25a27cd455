import type {Advice, Rung} from './services-held-advice.js';
import {benchOf} from './services-held-bench.js';
import type {HeldEngine} from './services-held-engine.js';
import type {HeldService} from './services-held-kinds.js';

/** A sentence of the advice, and what the judge saw with its own means. */
export type Judged = {
	readonly about: string;
	readonly text: string;
	/** `null`: no mechanical check knows this sentence. */
	readonly holds: boolean | null;
	readonly seen: string;
};

/** What the judge saw of the service under the copied command. */
export type Seen = {
	/** Why its client's work failed, or `null`. */
	readonly broke: string | null;
	readonly guilty: readonly string[];
	/** Capabilities of the container that the copied command made. */
	readonly capabilities: readonly string[];
	readonly rung: Rung['name'];
	/** What was there before `replace` is there afterwards too. */
	readonly oldDataThere: boolean;
};

type Context = {held: HeldEngine; service: HeldService; seen: Seen; twin: string};
type Check = {fits: RegExp; judge: (words: RegExpExecArray, context: Context) => Promise<{holds: boolean; seen: string}>};

const status = async ({held, twin}: Context, port: string, path: string): Promise<string> => {
	const on = await benchOf(held.engine, twin, held.tree);
	return (await on.client(`curl -s -o /dev/null -w '%{http_code}' --max-time 8 http://$HOST:${port}${path} || true`)).trim();
};
const look = async ({held, twin}: Context, script: string): Promise<string> =>
	(await (await benchOf(held.engine, twin, held.tree)).look(script)).trim();

const privilegedFiles =
	'find / -xdev -type f -perm /6000 2>/dev/null | head -20; find / -xdev -type f -perm /0111 2>/dev/null | xargs getcap 2>/dev/null | head -5';
const missingFrom = (set: readonly string[], truth: readonly string[]): string[] => truth.filter(one => !set.includes(one));

/** Each kind of sentence that can be checked without reading it as a person would. */
const checks: readonly Check[] = [
	{
		fits: /(?:tcp\/(\d+)[^;]*?)?\bGET (\/\S*) → (\d{3})/,
		judge: async ([, port = '80', path = '/', claimed], context) => {
			const seen = await status(context, port, path);
			return {holds: seen === claimed && !/^[45]/.test(seen), seen: `GET ${path} on ${port} → ${seen}`};
		},
	},
	{
		fits: /tcp\/(\d+) HTTP (\d)xx/,
		judge: async ([, port = '80', claimed], context) => {
			const seen = await status(context, port, '/');
			return {holds: seen.startsWith(claimed ?? ''), seen: `GET / on ${port} → ${seen}`};
		},
	},
	{
		fits: /no set-?uid (?:program|helper|file)[^;]* (?:can be reached|exists|in the image)|has no set-?uid/i,
		judge: async (_, context) => {
			const files = await look(context, privilegedFiles);
			return {holds: files === '', seen: files === '' ? 'none' : files.replaceAll('\n', ' ')};
		},
	},
	{
		// Said as the reason for no-new-privileges: it must not be what breaks the work.
		fits: /no setuid helper runs/,
		judge: async (_, {seen}) => {
			const blamed = seen.guilty.find(one => one.startsWith('no-new-privileges'));
			return {holds: blamed === undefined, seen: blamed ?? 'its work does without one'};
		},
	},
	{
		fits: /it does not run as root/,
		judge: async (_, {held, twin}) => {
			const lines = (await held.engine.docker('top', twin, '-eo', 'pid,uid')).split('\n').slice(1);
			const users = [...new Set(lines.map(line => line.trim().split(/\s+/)[1] ?? ''))];
			return {holds: !users.includes('0'), seen: `uid ${users.join(' ')}`};
		},
	},
	{
		fits: /works without any capability|works with these/,
		judge: async (_, {service, seen}) => {
			const lacking = missingFrom(seen.capabilities, service.truth);
			return {
				holds: lacking.length === 0,
				seen: lacking.length === 0 ? 'all that its work needs' : `its work needs ${lacking.join(' ')}`,
			};
		},
	},
	{
		fits: /fails without any one of them/,
		judge: async (_, {service, seen}) => {
			const spare = missingFrom(service.truth, seen.capabilities);
			return {
				holds: spare.length === 0,
				seen: spare.length === 0 ? 'each is needed' : `its work does without ${spare.join(' ')}`,
			};
		},
	},
	{
		// That twins did the same holds for the owner only if its client is served; a summary without a client served says so itself.
		fits: /\btwins did the same with these flags as without: (?!.*shows only that it starts)/,
		judge: async (_, {seen}) => ({holds: seen.broke === null, seen: seen.broke ?? 'its client is served'}),
	},
	{
		fits: /^exercised: .*\b(?:writes|jobs|logins|reload|log rotation)\b/,
		judge: async (_, {seen}) => ({holds: seen.broke === null, seen: seen.broke ?? 'its client is served'}),
	},
	{
		// An answer that only shows that someone is at home is not the service's work.
		fits: /^exercised: .*(?:→ 5\d\d|HTTP 5xx|refuses the connection|asks for a login)/,
		judge: async () => ({holds: false, seen: 'no work of the service'}),
	},
	{
		fits: /^exercised: (?:.*; )?second start with its own data/,
		judge: async (_, {seen}) => ({
			holds: !/outlive/.test(seen.broke ?? ''),
			seen: seen.broke ?? 'its data outlives a restart',
		}),
	},
];

/**
 * All sentences of the advice that claim something about the service. What was exercised and what was not stands in fields or in a
 * sentence: "exercised: start, GET / → 200; not exercised: writes".
 */
export function claimsOf({changes, rehearsal}: Advice): {about: string; text: string}[] {
	const listed = (about: string, word: string, texts: readonly string[] | null = []) =>
		(texts ?? []).map(text => ({about, text: `${word}: ${text}`}));
	const fromSentence = (about: string, sentence: string) => {
		const clauses = sentence.match(/(?:not )?exercised: [^;]*/g) ?? [];
		const rest = clauses.reduce((text, clause) => text.replace(clause, ''), sentence).replace(/^[;\s]+|[;\s]+$/g, '');
		return [rest, ...clauses].filter(text => text !== '').map(text => ({about, text}));
	};
	return [
		...changes
			.filter(change => change.enabled)
			.flatMap(({slug, why, exercised, notExercised}) => [
				...fromSentence(slug, why),
				...listed(slug, 'exercised', exercised),
				...listed(slug, 'not exercised', notExercised),
			]),
		...(rehearsal === null
			? []
			: [
					...fromSentence('rehearsal', `state: ${rehearsal.state} ${rehearsal.summary}`),
					...listed('rehearsal', 'exercised', rehearsal.exercised),
					...listed('rehearsal', 'not exercised', rehearsal.notExercised),
				]),
	];
}

/** Whether a mechanical check knows a sentence. */
export const isChecked = (text: string): boolean => checks.some(({fits}) => fits.test(text));

/** Judges each sentence against a container that was started as its owner does, and against what was seen of the hardened one. */
export async function judge(held: HeldEngine, name: string, service: HeldService, advice: Advice, seen: Seen): Promise<Judged[]> {
	const twin = `${name}-twin`;
	await held.start(twin, service);
	try {
		await held.works(twin, service, 120);
		const context: Context = {held, service, seen, twin};
		const judged: Judged[] = [];
		for (const claim of claimsOf(advice)) {
			const fitting = (claim.text.startsWith('not exercised') ? [] : checks).flatMap(({fits, judge}) => {
				const words = fits.exec(claim.text);
				return words === null ? [] : [judge(words, context)];
			});
			const answers = await Promise.all(fitting);
			judged.push({
				...claim,
				holds: answers.length === 0 ? null : answers.every(({holds}) => holds),
				seen: answers.map(answer => answer.seen).join('; '),
			});
		}
		return [...judged, ...aboutData(advice, seen), ...aboutRungs(advice, seen)];
	} finally {
		await held.remove(twin);
	}
}

/** Data that the command leaves behind in the old container must be named. */
function aboutData({warnings}: Advice, {oldDataThere}: Seen): Judged[] {
	if (oldDataThere) return [];
	const warned = warnings.find(text => /only in the container|copy/.test(text));
	const text = warned ?? 'no warning that its data stays in the old container';
	return [{about: 'data', text, holds: warned !== undefined, seen: 'what it wrote before is not in the new container'}];
}

/** From the second version on: no choice is made for the owner, the safe command takes nothing else, and nothing is called proven. */
function aboutRungs(advice: Advice, {rung}: Seen): Judged[] {
	if (advice.schema === 'dockscope.harden/1') return [];
	const allowed = rung === 'safe' ? ['safe'] : ['safe', 'least'];
	const wrong = advice.changes.filter(change => change.enabled && !allowed.includes(change.rung ?? ''));
	const word = /\b(?:proven|proves|proved|proof)\b[^"]{0,60}/.exec(JSON.stringify(advice));
	return [
		...wrong.map(change => ({about: change.slug, text: change.why, holds: false, seen: `${change.rung} in the ${rung} command`})),
		...(word === null ? [] : [{about: 'words', text: word[0], holds: false, seen: 'nothing is proven'}]),
	];
}
