import {sanitise} from '../../base/index.js';
import {flagsOf} from '../../judge/index.js';
import {blank, heading, itemLine, line, type Page, prose, say} from './layout/page.js';
import type {ContainerContext} from './page-state.js';

/** One attack path, hop by hop, with the evidence of each, and what cuts it. */
export function pathPage({assessed, width}: ContainerContext, id: string): Page {
	const path = assessed.attackPaths.find(candidate => candidate.id === id);
	if (!path) return {lines: [line(' this path no longer exists: something on it has changed')]};
	const {remove, add} = flagsOf(path.cutBy);
	return {
		lines: [
			line(say(' ATTACK PATH', 'heading'), '   ', say(path.severity, path.severity)),
			...path.hops.flatMap(({label, evidence}, index) => [
				itemLine({copy: label}, say(`   ${index + 1}. `, 'muted'), say(label, 'strong')),
				...(evidence
					? prose(sanitise(`${evidence.source} ${evidence.path} = ${String(evidence.value)}`), width, {indent: 6, tone: 'muted'})
					: []),
			]),
			blank,
			heading(' CUT BY'),
			...prose(sanitise(path.cutBy.text), width, {indent: 3}),
			...remove.map(flag => itemLine({copy: sanitise(flag)}, say(`   - ${flag}`, 'high'))),
			...add.map(flag => itemLine({copy: sanitise(flag)}, say(`   + ${flag}`, 'ok'))),
		],
	};
}
