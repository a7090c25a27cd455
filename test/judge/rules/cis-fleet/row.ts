import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import type {BenchView} from '../docker-bench.js';

export type Row = {
	readonly name: string;
	/** Laid over a container with which nothing is wrong. */
	readonly example: ContainerExample;
	/** CIS ids that fail. */
	readonly fails?: readonly string[];
	/** Ids that neither fail nor pass. */
	readonly other?: Readonly<Record<string, 'info' | 'unknown' | 'not-applicable'>>;
	/** Ids on which docker-bench disagrees, and why it is wrong. */
	readonly benchErrs?: Readonly<Record<string, string>>;
	readonly bench?: BenchView;
};

/** A row: its name, the ids that fail, the example, and what else differs. */
export const row = (
	name: string,
	fails: string,
	example: ContainerExample,
	more: Omit<Row, 'name' | 'example' | 'fails'> = {},
): Row => ({
	name,
	example,
	fails: fails.split(' ').filter(Boolean),
	...more,
});
export const id = (letter: string) => letter.repeat(64);
export const bind = (source: string, destination: string, writable: boolean): ContainerExample => ({
	Mounts: [
		{Type: 'bind', Source: source, Destination: destination, Mode: writable ? '' : 'ro', RW: writable, Propagation: 'rprivate'},
	],
});
export const notRunning = {'5.7': 'unknown', '5.23': 'not-applicable', '5.24': 'not-applicable'} as const;
