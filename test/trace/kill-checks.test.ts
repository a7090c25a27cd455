import {describe, expect, it} from 'vitest';
import {unsettledKills} from '../../src/trace/kill-checks.js';
import {parseTrace} from '../../src/trace/trace-lines.js';

describe('checks of KILL before the first process of a container ends', () => {
	/** `check` by 1 of 2: what is left of them. */
	type Step = readonly [at: number, what: 'check' | 'sends' | 'ends', pid: number, target?: number];
	const left = (...steps: readonly Step[]): string[] => {
		const kills = unsettledKills<string>();
		for (const [at, what, pid, target = 0] of steps)
			if (what === 'check') kills.check(pid, at, `${pid} at ${at}`);
			else kills.signal({kind: 'signal', pid, target, atEnd: what === 'ends'}, at);
		return [...kills.settled(), ...kills.waiting()];
	};

	it('decide nothing where it leaves at once, and the kernel kills what it signalled', () => {
		expect(left([1, 'check', 1], [1, 'sends', 1, 20], [1.05, 'ends', 1, 20])).toEqual([]);
		// One of its own user in between needs no check.
		const group = [
			[1, 'check', 1],
			[1, 'sends', 1, 20],
			[1, 'sends', 1, 21],
			[1, 'check', 1],
			[1, 'sends', 1, 22],
		] as const;
		expect(left(...group, [1.05, 'ends', 1, 20], [1.05, 'ends', 1, 21], [1.05, 'ends', 1, 22])).toEqual([]);
	});

	it('count where the other one ended by itself, had time to, or was signalled by another', () => {
		expect(left([1, 'check', 1], [1, 'sends', 1, 20], [1.05, 'ends', 1, 30])).toEqual(['1 at 1']);
		expect(left([1, 'check', 1], [1, 'sends', 1, 20], [2, 'ends', 1, 20])).toEqual(['1 at 1']);
		expect(left([1, 'check', 5], [1, 'sends', 5, 20], [1.05, 'ends', 1, 20])).toEqual(['5 at 1']);
		expect(left([1, 'check', 1], [1.05, 'ends', 1, 20])).toEqual(['1 at 1']);
	});

	it('are known by the signals, as Linux 6.18 writes them', () => {
		const line = (fields: string): string => `  master-7  [000] d....  100.0: signal_generate: ${fields}`;
		const text = [
			line('sig=15 errno=0 code=0 comm=a pid=1 grp=1 res=0 pid=20 grp=1 res=0'),
			line('sig=9 errno=0 code=128 comm=qmgr pid=20 grp=1 res=0'),
		];
		expect(parseTrace(text.join('\n'))).toEqual([
			{kind: 'signal', pid: 7, target: 20, atEnd: false},
			{kind: 'signal', pid: 7, target: 20, atEnd: true},
		]);
	});
});
