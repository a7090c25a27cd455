import {fitTo, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import type {UsageSample} from './history.js';
import {blank, heading, itemLine, type Line, line, say} from './layout/page.js';
import type {ContainerContext} from './page-state.js';
import {sparkline} from './sparkline.js';
import {bytes} from './words.js';

type Kind = Exclude<keyof UsageSample, 'at'>;
const shown: readonly (readonly [Kind, (value: number) => SafeText])[] = [
	['cpu', value => sanitise(`${value < 10 ? value.toFixed(1) : Math.round(value)}%`)],
	['memory', bytes],
	['network', value => safe`${bytes(value)}/s`],
	['tasks', value => sanitise(String(value))],
];

/** CPU, memory, network and tasks of the last seconds in which they were on the screen. */
export function usageLines({state: {usage}, entry, assessed: {facts}, width}: ContainerContext): readonly Line[] {
	const samples = usage.get(entry.id);
	if (samples === undefined || samples.length === 0) return [];
	const bars = Math.max(10, Math.min(60, width - 46));
	const limits: Partial<Record<Kind, number | null>> = {memory: facts.limits.memory, tasks: facts.limits.pids};
	return [
		heading(' USAGE'),
		...shown.map(([kind, words]) => {
			const values = samples.map(sample => sample[kind]);
			const known = values.filter(value => value !== null);
			const now = values.at(-1) ?? null;
			const most = Math.max(0, ...known);
			if (known.length === 0)
				// A rate needs two readings.
				return line(say(`   ${kind.padEnd(11)}`, 'muted'), samples.length < 3 ? 'being measured …' : 'not counted by the engine');
			const limit = limits[kind] ?? null;
			const isTight = limit !== null && now !== null && now > limit * 0.9;
			const text = safe`${fitTo(now === null ? trusted('–') : words(now), 8)} most ${words(most)}${limit === null ? trusted('') : safe`, limit ${words(limit)}`}`;
			return itemLine(
				{copy: safe`${trusted(kind)} ${text}`},
				say(`   ${kind.padEnd(11)}`, 'muted'),
				say(sparkline(values, bars, most)),
				' ',
				say(text, isTight ? 'high' : undefined),
			);
		}),
		blank,
	];
}
