import {counted, groupBy, safe, sanitise} from '../../base/index.js';
import {closersFor, type EntryReport, entryNamed, isOpenTo, surviveReport} from '../../judge/index.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, say, type Tone} from './layout/page.js';
import type {PageContext} from './page-state.js';

const tones: Readonly<Partial<Record<EntryReport['host']['state'], Tone>>> = {open: 'critical', verify: 'medium', unknown: 'low'};

/** One known escape: what it is, which containers are open to it and why, what closes it for each and for the host. */
export function escapePage({state: {model}, width}: PageContext, id: string): Page {
	const entry = entryNamed(id);
	const [one] = entry === undefined ? [] : surviveReport(model, entry);
	if (entry === undefined || one === undefined) return {lines: [line(' the engine has not answered yet')]};
	const {host, closers, update} = one;
	const [closer] = closers;
	const known =
		entry.kev !== undefined
			? `exploited, CISA KEV ${entry.kev}`
			: entry.public === true
				? 'an exploit is public'
				: 'no public exploit is known';
	return {
		lines: [
			...prose(sanitise(`${entry.id}  ${entry.title}`), width, {tone: 'strong'}),
			...prose(sanitise(`${entry.component}, ${entry.kind}, starts from: ${entry.reach}; ${known}`), width, {tone: 'muted'}),
			itemLine({copy: sanitise(entry.source)}, say(` ${entry.source}`)),
			blank,
			heading(' WHAT CLOSES IT'),
			...prose(
				sanitise(
					`for all: ${update === null ? 'no later release with the fix is known here' : `${entry.component} ${update} or later`}`,
				),
				width,
				{
					indent: 3,
				},
			),
			...(closer === undefined
				? isOpenTo(one)
					? prose('no change of a container that is known here closes it for all that are open', width, {indent: 3})
					: []
				: [
						...prose(sanitise(`until then: ${closer.change}`), width, {
							indent: 3,
							tone: 'ok',
							item: {copy: sanitise(closer.change)},
						}),
						...prose(sanitise(`it may stop ${closer.cost}`), width, {indent: 6, tone: 'muted'}),
					]),
			...prose('not seccomp=unconfined and not --privileged: they open more than this closes', width, {indent: 3, tone: 'muted'}),
			blank,
			heading(' HOST'),
			...prose(safe`${sanitise(host.state)}: ${host.why}`, width, {indent: 3, ...toneOf(host.state)}),
			blank,
			...containerLines(one, model, width),
		],
	};
}

const toneOf = (state: EntryReport['host']['state']) => {
	const tone = tones[state];
	return tone === undefined ? {} : {tone};
};

/** Those that are open first; each with its own answer, and with the change that closes it where the others need another. */
function containerLines(
	{entry, containers, closers}: EntryReport,
	model: PageContext['state']['model'],
	width: number,
): readonly Line[] {
	const {engine, host} = model;
	const facts = model.entries.flatMap(({assessed}) => (assessed === null ? [] : [assessed.facts]));
	return (['open', 'verify', 'unknown', 'closed', 'fixed', 'elsewhere'] as const).flatMap(state => {
		const found = containers.flatMap((one, index) => {
			const container = facts[index];
			return one.state === state && container !== undefined ? [{...one, facts: container}] : [];
		});
		if (found.length === 0) return [];
		return [
			heading(` ${state.toUpperCase()}: ${counted(found.length, 'container').toUpperCase()}`),
			...[...groupBy(found, ({why}) => why)].flatMap(([why, alike]) => [
				...prose(why, width, {indent: 3, ...toneOf(state)}),
				...alike.flatMap(({facts: container}) => {
					const own = state === 'open' && engine !== null ? closersFor(entry, {container, engine, host})[0] : undefined;
					const closed = own === undefined || closers.includes(own) ? '' : `: closed for it by ${own.change}`;
					return prose(sanitise(`${container.name}${closed}`), width, {
						indent: 6,
						item: {copy: container.name, open: {kind: 'container', id: container.id, tab: 'overview'}},
					});
				}),
			]),
			blank,
		];
	});
}
