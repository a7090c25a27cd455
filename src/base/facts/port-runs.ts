import {groupBy} from './group-by.js';

/** `80,443,9000-9003`: three or more in a row become a range. */
export const portList = (numbers: Iterable<number>): string =>
	rangesOf(numbers)
		.map(({text}) => text)
		.join(',');

/** The same for ports with their protocol: `53/udp, 80/tcp, 20000-20099/tcp`, by number. */
export function portNames(ports: readonly {readonly port: number; readonly protocol: string}[]): string {
	return [...groupBy(ports, ({protocol}) => protocol)]
		.flatMap(([protocol, members]) => rangesOf(members.map(({port}) => port)).map(range => ({...range, protocol})))
		.toSorted((a, b) => a.first - b.first)
		.map(({text, protocol}) => `${text}/${protocol}`)
		.join(', ');
}

/** One `-p`. The host port may be left to the engine (`''`), or be a range that it picks from. */
export type Publication = {
	readonly address: string;
	readonly hostPort: string;
	/** In the container: a number or a range. */
	readonly port: string;
	readonly protocol: string;
};

/**
 * Publications by number, with three or more that are consecutive on both sides merged into a range as one would type it:
 * `20000-20099:20000-20099`. The engine stores one per port.
 */
export function publicationRuns(all: readonly Publication[]): readonly Publication[] {
	const joined = membersOfRuns(all).flatMap(members => {
		const [some] = members;
		if (some === undefined || members.length === 1) return members;
		const offset = Number(some.hostPort) - Number(some.port);
		const ports = portList(members.map(({port}) => Number(port)));
		return {...some, port: ports, hostPort: ports.replaceAll(/\d+/g, port => String(Number(port) + offset))};
	});
	return joined.toSorted((a, b) => Number.parseInt(a.port, 10) - Number.parseInt(b.port, 10));
}

/** The same, as the publications of each port: a run with all of its members, any other one separately. */
export function membersOfRuns(all: readonly Publication[]): readonly (readonly Publication[])[] {
	const groups = groupBy(all, ({address, protocol, hostPort, port}) =>
		/^\d+$/.test(hostPort) ? `${Number(hostPort) - Number(port)}/${protocol} ${address}` : 'as it is',
	);
	return [...groups].flatMap(([key, members]) => {
		if (key === 'as it is') return members.map(one => [one]);
		const byPort = new Map(members.map(one => [Number(one.port), one]));
		return runsOf(byPort.keys()).map(run => run.flatMap(port => byPort.get(port) ?? []));
	});
}

/** Each number once, in order; three in a row or more as one range. */
const rangesOf = (numbers: Iterable<number>): readonly {readonly first: number; readonly text: string}[] =>
	runsOf(numbers).map(run => {
		const [first = 0] = run;
		return {first, text: run.length > 1 ? `${first}-${run.at(-1)}` : String(first)};
	});

/** Each number once, in order; three in a row or more together, any other one separately. */
function runsOf(numbers: Iterable<number>): readonly (readonly number[])[] {
	const runs: number[][] = [];
	for (const number of [...new Set(numbers)].toSorted((a, b) => a - b)) {
		const last = runs.at(-1);
		if (last?.at(-1) === number - 1) last.push(number);
		else runs.push([number]);
	}
	return runs.flatMap(run => (run.length > 2 ? [run] : run.map(number => [number])));
}
