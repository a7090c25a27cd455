import type {Connection, FleetModel} from '../src/fleet/fleet-model.js';
import {openFindings} from '../src/store/pages/findings.js';
import {isLive} from '../src/store/rows.js';
import type {State} from '../src/store/state.js';
import {lostWords, plural} from '../src/store/words.js';
import {own, type SafeText, safely} from '../src/terminal/safe-text.js';
import {type Part, splitLine} from './line.js';

export type FleetHeaderFacts = {
	readonly columns: number;
	readonly model: FleetModel;
	readonly title: SafeText;
	/** See `State.context`. */
	readonly context: SafeText | null;
	readonly filter: string;
	/** Containers that the list shows. */
	readonly shown: number;
	readonly marked: number;
};

/** Which engine, how many containers, what is found on the engine itself, and what could not be seen. */
export function fleetHeader({columns, model, title, context, filter, shown, marked}: FleetHeaderFacts): readonly Part[] {
	const parts: Part[] = [{text: own(' dockscope  '), tone: 'strong'}];
	if (model.connection.state === 'lost')
		parts.push({text: lostText(model.connection, model.entries.length > 0), tone: 'critical'});
	else
		parts.push(
			{
				text: own(
					` ${[...(context ? [context] : []), ...(columns >= 140 || !model.engine ? [title] : []), ...engineWords(model), ...countWords(model)].join(' · ')}`,
				),
			},
			...ownFindings(model),
		);
	if (marked > 0) parts.push({text: safely` · ${marked} marked`});
	if (filter !== '') parts.push({text: own(` · ${shown} match`), tone: 'strong'});
	return splitLine(columns, parts, rightOf(model));
}

export const containersShown = ({lines}: Pick<State, 'lines'>): number => lines.filter(({kind}) => kind === 'container').length;

type Lost = Extract<Connection, {state: 'lost'}>;

/** What matters first: on a narrow terminal the end is cut. */
function lostText(connection: Lost, hasRows: boolean): SafeText {
	return own([lostWords(connection), ...(hasRows ? ['shown as last seen'] : []), connection.message].join(' · '));
}

function engineWords({engine}: FleetModel): readonly string[] {
	if (!engine) return [];
	return [engine.name, `${engine.kind === 'docker' ? 'Docker' : 'Podman'} ${engine.version.replace(/[+~].*/, '')}`].filter(
		Boolean,
	);
}

function countWords({entries, connection}: FleetModel): readonly string[] {
	if (connection.state === 'connecting' && entries.length === 0) return ['connecting …'];
	const live = entries.filter(isLive).length;
	const stopped = entries.length - live;
	return [`${live} running`, ...(stopped > 0 ? [`${stopped} stopped`] : [])];
}

/** Worst kinds of findings on engine, host and swarm. */
function ownFindings({verdicts}: FleetModel): readonly Part[] {
	const found = openFindings(verdicts.filter(({target}) => target.kind !== 'image'));
	const worst = found[0]?.severity;
	if (worst === undefined) return [];
	const count = found.filter(({severity}) => severity === worst).length;
	return [
		{text: own(' · engine and host '), tone: undefined},
		{text: own(`${count} ${worst}`), tone: worst},
	];
}

function rightOf({loading, blindSpots}: State['model']): readonly Part[] {
	if (!loading.complete && loading.total > 0) return [{text: safely`${loading.done} of ${loading.total} `, tone: 'muted'}];
	return blindSpots.length === 0 ? [] : [{text: own(`${plural(blindSpots.length, 'blind spot')} `), tone: 'muted'}];
}
