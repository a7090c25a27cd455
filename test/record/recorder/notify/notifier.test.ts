import {describe, expect, it} from 'vitest';
import type {Severity} from '../../../../src/base/facts/index.js';
import {trusted} from '../../../../src/base/text/safe-text.js';
import type {NotifyTarget} from '../../../../src/judge/policy/policy.js';
import {type Message, messageJson, messageOf, plainText} from '../../../../src/record/recorder/notify/message.js';
import {createNotifier} from '../../../../src/record/recorder/notify/notifier.js';

const target = (change: Partial<NotifyTarget> = {}): NotifyTarget => ({
	how: {kind: 'mail', to: 'ops@example.com'},
	threshold: 'high',
	quietHours: null,
	perHour: 20,
	line: 1,
	...change,
});
const notice = (severity: Severity, at = 0, workload = 'shop/web') => ({
	...{at, severity, rule: trusted('activity-shell'), workload: trusted(workload), text: trusted('sh was started'), count: 1},
});

function notifierOf(targets: readonly NotifyTarget[], send: (message: Message) => Promise<void> = async () => undefined) {
	const clock = {now: 0};
	const sent: Message[] = [];
	const failures: unknown[] = [];
	const notifier = createNotifier({
		targets,
		host: trusted('prod-1'),
		async send(_, message) {
			sent.push(message);
			await send(message);
		},
		onFailure: (_, error) => failures.push(error),
		now: () => clock.now,
		minuteOfDay: at => Math.floor(at / 60_000) % 1440,
	});
	const pass = async (milliseconds: number) => {
		for (const end = clock.now + milliseconds; clock.now < end; ) {
			clock.now += Math.min(1000, end - clock.now);
			await notifier.tick();
		}
	};
	return {notifier, sent, failures, pass};
}

describe('a notifier', () => {
	it('sends what happens together as one message, the worst first', async () => {
		const {notifier, sent, pass} = notifierOf([target()]);
		notifier.add(notice('high'));
		notifier.add(notice('critical', 1, 'db'));
		notifier.add(notice('medium'));
		await pass(10_000);
		expect(sent.map(({title, severity, notices}) => [title, severity, notices.length])).toEqual([
			['critical: 2 alerts on prod-1', 'critical', 2],
		]);
		expect(sent[0]?.notices.map(one => one.severity)).toEqual(['critical', 'high']);
		await pass(60_000);
		expect(sent).toHaveLength(1);
	});

	it('names a critical alert that comes after a flood of others, at night too', async () => {
		const {notifier, sent, pass} = notifierOf([target({quietHours: {from: 0, to: 1440}})]);
		for (let index = 0; index < 2_000; index += 1) notifier.add(notice('high', index));
		notifier.add(notice('critical', 1, 'db'));
		await pass(10_000);
		expect(sent.map(({title, severity}) => [title, severity])).toEqual([
			[expect.stringMatching(/^critical: \d+ alerts on prod-1$/), 'critical'],
		]);
	});

	it('sends no more an hour than it may, and the rest together', async () => {
		const {notifier, sent, pass} = notifierOf([target({perHour: 3})]);
		for (let index = 0; index < 50; index++) {
			notifier.add(notice('high', index));
			await pass(60_000);
		}
		expect(sent).toHaveLength(3);
		await pass(3_600_000);
		expect(sent.length).toBeLessThanOrEqual(6);
		expect(sent.reduce((sum, {notices, more}) => sum + notices.length + more, 0)).toBe(50);
	});

	it('sends a critical alert at once, however many others were sent within the hour', async () => {
		const {notifier, sent, pass} = notifierOf([target({perHour: 3})]);
		for (let index = 0; index < 20; index++) {
			notifier.add(notice('high', index));
			await pass(6_000);
		}
		notifier.add(notice('critical', 1, 'db'));
		await pass(6_000);
		expect(sent).toHaveLength(4);
		expect(sent.at(-1)?.severity).toBe('critical');
	});

	it('sends other alerts, however many critical ones were sent within the hour', async () => {
		const {notifier, sent, pass} = notifierOf([target({perHour: 3})]);
		for (let index = 0; index < 10; index++) {
			notifier.add(notice('critical', index));
			await pass(6_000);
		}
		expect(sent).toHaveLength(3);
		await pass(3_600_000);
		notifier.add(notice('high'));
		await pass(6_000);
		expect(sent.at(-1)?.severity).toBe('high');
		expect(sent.reduce((sum, {notices, more}) => sum + notices.length + more, 0)).toBe(11);
	});

	it.each([
		[{from: 0, to: 60}, 61],
		[{from: 1430, to: 30}, 31],
	])('waits for the end of the quiet hours %j, but not with what is critical', async (quietHours, minutes) => {
		const {notifier, sent, pass} = notifierOf([target({quietHours})]);
		notifier.add(notice('high'));
		await pass(20_000);
		expect(sent).toHaveLength(0);
		await pass(minutes * 60_000);
		expect(sent).toHaveLength(1);
		const night = notifierOf([target({quietHours})]);
		night.notifier.add(notice('critical'));
		await night.pass(20_000);
		expect(night.sent).toHaveLength(1);
	});

	it('goes on when one target fails, and keeps others apart', async () => {
		const {notifier, sent, failures, pass} = notifierOf([target(), target({threshold: 'low'})], async message => {
			if (message.severity === 'high') throw new Error('refused');
		});
		notifier.add(notice('low'));
		await pass(10_000);
		notifier.add(notice('high'));
		await pass(10_000);
		expect(sent.map(({severity}) => severity)).toEqual(['low', 'high', 'high']);
		expect(failures).toHaveLength(2);
	});

	it('keeps at most so many that wait, and counts the others', async () => {
		const {notifier, sent, pass} = notifierOf([target()]);
		for (let index = 0; index < 2_000; index++) notifier.add(notice('high', index));
		await pass(10_000);
		expect(sent).toHaveLength(1);
		expect((sent[0]?.notices.length ?? 0) + (sent[0]?.more ?? 0)).toBe(2_000);
	});

	it('sends what waits when it is closed', async () => {
		const {notifier, sent} = notifierOf([target({quietHours: null})]);
		notifier.add(notice('high'));
		await notifier.close();
		expect(sent).toHaveLength(1);
	});

	it('sends it also in the quiet hours, and after a message that is on its way', async () => {
		let arrive = (): void => undefined;
		const slow = () =>
			new Promise<void>(done => {
				arrive = done;
			});
		const {notifier, sent, pass} = notifierOf([target()], slow);
		notifier.add(notice('high'));
		const passing = pass(6_000);
		await expect.poll(() => sent).toHaveLength(1);
		notifier.add(notice('high', 1));
		const closing = notifier.close();
		arrive();
		await expect.poll(() => sent).toHaveLength(2);
		arrive();
		await Promise.all([closing, passing]);
		const quiet = notifierOf([target({quietHours: {from: 0, to: 1439}})]);
		quiet.notifier.add(notice('high'));
		await quiet.pass(60_000);
		expect(quiet.sent).toHaveLength(0);
		await quiet.notifier.close();
		expect(quiet.sent).toHaveLength(1);
	});
});

it('a message says where, what and when', () => {
	const message = messageOf([{...notice('high'), count: 3}], trusted('prod-1'));
	expect(message.title).toBe('high: activity-shell in shop/web on prod-1');
	expect(plainText(message)).toBe('1970-01-01T00:00:00.000Z high activity-shell in shop/web: sh was started (3 times)');
	const own = messageOf([{...notice('high'), rule: trusted('runtime-shell')}], trusted('prod-1'));
	expect(own.title).toBe('high: Interactive shell started in shop/web on prod-1');
	expect(plainText(own)).toContain('high Interactive shell started in shop/web: sh was started');
	expect(messageJson(message)).toMatchObject({
		schema: 'dockscope.notice/1',
		host: 'prod-1',
		alerts: [{at: '1970-01-01T00:00:00.000Z'}],
	});
});
