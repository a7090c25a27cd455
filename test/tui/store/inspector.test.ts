import {describe, expect, it, vi} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';
import {shop} from '../../support/sample-fleet.js';
import {inspect, many} from './inspect.js';

describe('copying', () => {
	it('sends the name of the selected container', async () => {
		const {actions, copied, state} = inspect();
		await actions.copy();
		expect(copied).toEqual(['ci-runner']);
		expect(state().toasts.at(-1)?.text).toContain('sent to your clipboard');
	});
	it('sends the marked ones, a line each, with nothing at the end that would run them', async () => {
		const {actions, copied} = inspect();
		actions.mark();
		actions.mark();
		await actions.copy();
		expect(copied).toEqual(['ci-runner\ntraefik']);
	});
	it('sends nothing for a command while there is no plan', async () => {
		const {actions, copied, state} = inspect(shop, {loadHardener: () => new Promise(() => undefined)});
		void actions.openFix();
		await expect.poll(() => state().frames.at(-1)?.view.kind).toBe('fix');
		await actions.copy();
		expect(copied).toEqual([]);
		expect(state().toasts.at(-1)).toMatchObject({error: true, text: 'there is no plan yet: nothing was copied'});
	});
	it('says where a text went that was too long', async () => {
		const {actions, state} = inspect(shop, {
			copy: async () => ({how: 'file', path: trusted('/tmp/x/page.txt'), why: trusted('too long')}),
		});
		await actions.copyPage();
		expect(state().toasts.at(-1)).toMatchObject({error: true, text: expect.stringContaining('/tmp/x/page.txt')});
	});
});

describe('a waiver', () => {
	it('asks for a reason and a day, and hands both over', async () => {
		const writeWaiver = vi.fn(async () => ({policy: builtInPolicy, where: trusted('dockscope.yaml')}));
		const {actions, state, fleet} = inspect(shop, {writeWaiver});
		actions.enter();
		actions.tabByNumber(2);
		actions.beginWaiver();
		actions.answerWaiver();
		expect(state().prompt?.kind).toBe('waiver-reason');
		actions.typed('behind the VPN');
		actions.answerWaiver();
		actions.typed('2026-02-30');
		actions.answerWaiver();
		expect(writeWaiver).not.toHaveBeenCalled();
		actions.rubOutWord();
		actions.typed('2026-09-30');
		actions.answerWaiver();
		expect(writeWaiver).toHaveBeenCalledWith(
			expect.objectContaining({container: 'ci-runner', reason: 'behind the VPN', expires: '2026-09-30'}),
		);
		await expect.poll(() => fleet.policies).toEqual([builtInPolicy]);
	});
	it('shows why an answer is invalid instead of the question, until the next key', () => {
		const writeWaiver = vi.fn();
		const {actions, state} = inspect(shop, {writeWaiver});
		const complaints = (...answers: string[]) =>
			answers.map(answer => {
				actions.rubOutLine();
				actions.typed(answer);
				actions.answerWaiver();
				return state().prompt?.complaint;
			});
		actions.enter();
		actions.tabByNumber(2);
		actions.beginWaiver();
		expect(complaints(' ')).toEqual(['a waiver needs a reason']);
		actions.typed('x');
		expect(state().prompt?.complaint).toBeUndefined();
		actions.answerWaiver();
		expect(complaints('2026-02-30', '2026-03-09')).toEqual([
			'enter a date as YYYY-MM-DD, or nothing for no expiry',
			'that date is in the past',
		]);
		expect(writeWaiver).not.toHaveBeenCalled();
	});
	it('says why none can be written', () => {
		const {actions, state} = inspect();
		actions.enter();
		actions.tabByNumber(2);
		actions.beginWaiver();
		expect(state().prompt).toBeNull();
		expect(state().toasts.at(-1)?.text).toContain('policy file');
	});
});

describe('meters', () => {
	it('read only the visible rows, and commit once per tick', async () => {
		vi.useFakeTimers();
		let used = 0;
		const stats = vi.fn(async () => {
			used += 10;
			return {
				cpu_stats: {cpu_usage: {total_usage: used}, system_cpu_usage: used * 10, online_cpus: 4},
				memory_stats: {usage: 2_097_152},
			};
		});
		const {actions, state} = inspect(many(100), {stats});
		actions.toggleMeters();
		await vi.advanceTimersByTimeAsync(0);
		expect(stats).toHaveBeenCalledTimes(23);
		expect(state().meters.size).toBe(23);
		await vi.advanceTimersByTimeAsync(1_000);
		expect(stats).toHaveBeenCalledTimes(46);
		expect([...state().meters.values()][0]).toMatchObject({memory: 2_097_152});
		actions.toggleMeters();
		await vi.advanceTimersByTimeAsync(5_000);
		expect(stats).toHaveBeenCalledTimes(46);
	});
});

describe('what changed', () => {
	it('is explained in words', () => {
		const {fleet, state} = inspect();
		const model = fleet.model();
		fleet.show({
			...model,
			entries: model.entries.slice(1).map(entry => (entry.name === 'metrics' ? {...entry, state: 'paused'} : entry)),
		});
		expect(state().events.map(({name, text}) => `${name}: ${text}`)).toEqual(['metrics: running → paused', 'ci-runner: gone']);
	});
});
