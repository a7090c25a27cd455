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
	const groups = groupBy(all, ({address, protocol, hostPort, port}) =>
		/^\d+$/.test(hostPort) ? `${Number(hostPort) - Number(port)}/${protocol} ${address}` : 'as it is',
	);
	const joined = [...groups].flatMap(([key, members]) => {
		const [some] = members;
		if (key === 'as it is' || some === undefined) return members;
		const offset = Number(some.hostPort) - Number(some.port);
		return rangesOf(members.map(({port}) => Number(port))).map(
			({text}): Publication => ({...some, port: text, hostPort: text.replaceAll(/\d+/g, port => String(Number(port) + offset))}),
		);
	});
	return joined.toSorted((a, b) => Number.parseInt(a.port, 10) - Number.parseInt(b.port, 10));
}

/** Sorted and without duplicates; three or more in a row become a range. */
function rangesOf(numbers: Iterable<number>): readonly {readonly first: number; readonly text: string}[] {
	const runs: number[][] = [];
	for (const number of [...new Set(numbers)].toSorted((a, b) => a - b)) {
		const last = runs.at(-1);
		if (last?.at(-1) === number - 1) last.push(number);
		else runs.push([number]);
	}
	return runs.flatMap(run => {
		const [first = 0] = run;
		return run.length > 2
			? [{first, text: `${first}-${run.at(-1)}`}]
			: run.map(number => ({first: number, text: String(number)}));
	});
}
