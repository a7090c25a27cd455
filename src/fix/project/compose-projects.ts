import {type ComposeOrigin, composeOrigin, groupBy, isUp, type SafeText, safe, sanitise} from '../../base/index.js';
import type {AssessedContainer} from '../../judge/index.js';

/** A Compose project as its containers show it. */
export type ComposeProject = {
	readonly name: string;
	/** Of the newest container: Compose does not rewrite the labels of the ones that it leaves as they are. */
	readonly origin: ComposeOrigin;
	/** The containers of each service, by number: only the running ones if any runs. */
	readonly services: ReadonlyMap<string, readonly AssessedContainer[]>;
	/** Containers of each service, running or not. */
	readonly counts: ReadonlyMap<string, number>;
	readonly warnings: readonly SafeText[];
};

type Member = {readonly container: AssessedContainer; readonly origin: ComposeOrigin};

/** Names of the projects that a fleet has containers of, sorted. */
export const projectNames = (fleet: readonly AssessedContainer[]): readonly string[] =>
	[...new Set(members(fleet).map(({origin}) => origin.project))].sort();

/** @returns `null` when no container belongs to it */
export function composeProject(fleet: readonly AssessedContainer[], name: string): ComposeProject | null {
	const all = members(fleet)
		.filter(({origin}) => origin.project === name)
		.sort((a, b) => createdAt(b).localeCompare(createdAt(a)));
	const [newest] = all;
	if (newest === undefined) return null;
	const {origin} = newest;
	const here = all.filter(one => one.origin.folder === origin.folder);
	const byService = groupBy(here, one => one.origin.service);
	return {
		name,
		origin,
		services: new Map([...byService].sort(([a], [b]) => a.localeCompare(b)).map(([service, list]) => [service, shown(list)])),
		counts: new Map([...byService].map(([service, list]) => [service, list.length])),
		warnings: [
			...namesWithout(all, here).map(
				one => safe`${one} belongs to another project of the same name, in another directory: it is omitted`,
			),
			...otherFiles(here, origin),
		],
	};
}

/** Neither one-off containers, which no `up` creates, nor hooks, which take their settings from the service. */
const members = (fleet: readonly AssessedContainer[]): Member[] =>
	fleet.flatMap(container => {
		const origin = composeOrigin(container.facts.raw.Config?.Labels);
		return origin === null || origin.oneOff || origin.hook !== null ? [] : [{container, origin}];
	});

const createdAt = ({container}: Member): string => container.facts.raw.Created ?? '';

function shown(list: readonly Member[]): readonly AssessedContainer[] {
	const all = list.map(({container}) => container);
	const running = all.filter(({facts}) => isUp(facts));
	return (running.length > 0 ? running : all).sort((a, b) => byNumber.compare(a.facts.name, b.facts.name));
}

/** A paused container, or one that is being restarted, was not stopped. */
/** `web-2` before `web-10`. */
const byNumber = new Intl.Collator('en', {numeric: true});

const namesWithout = (all: readonly Member[], kept: readonly Member[]): SafeText[] =>
	all.filter(one => !kept.includes(one)).map(({container}) => container.facts.name);

function otherFiles(here: readonly Member[], newest: ComposeOrigin): SafeText[] {
	const differing = here
		.filter(({origin}) => origin.files.join() !== newest.files.join())
		.map(({container}) => container.facts.name);
	return differing.length === 0
		? []
		: [
				sanitise(
					`${differing.join(', ')}: created with other files than the newest container, whose files the command uses: ${newest.files.join(', ') || 'none recorded'}`,
				),
			];
}
