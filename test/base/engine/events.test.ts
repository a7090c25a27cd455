import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {normaliseEvent, readEvents} from '../../../src/base/engine/follow-events.js';

async function collect(chunks: Iterable<Buffer>, ending?: Error) {
	async function* stream(): AsyncGenerator<Buffer> {
		yield* chunks;
		if (ending !== undefined) throw ending;
	}
	const seen = [];
	for await (const event of readEvents(stream())) seen.push(event);
	return seen;
}

describe('the event stream', () => {
	it('is whole wherever the network cuts it, in the middle of a character too', () =>
		fc.assert(
			fc.asyncProperty(
				fc.array(fc.string({unit: 'grapheme'}), {maxLength: 8}),
				fc.integer({min: 1, max: 40}),
				async (names, size) => {
					const bytes = Buffer.from(
						names
							.map(name => `${JSON.stringify({Type: 'container', Action: 'rename', Actor: {ID: 'a', Attributes: {name}}})}\n`)
							.join(''),
					);
					const chunks = Array.from({length: Math.ceil(bytes.length / size)}, (_, index) =>
						bytes.subarray(index * size, (index + 1) * size),
					);
					expect((await collect(chunks)).map(event => event.Actor?.Attributes?.['name'])).toEqual(names);
				},
			),
		));

	it('drops a last line that was cut off, and ends', async () => {
		expect(await collect([Buffer.from('{"Type":"network","Action":"create"}\n{"Type":"cont')])).toHaveLength(1);
	});

	it('ends when the connection breaks: an engine that goes away is no error', async () => {
		const ending = Object.assign(new Error('aborted'), {code: 'ECONNRESET'});
		expect(await collect([Buffer.from('{"Type":"network","Action":"create"}\n')], ending)).toHaveLength(1);
	});

	it.each(['nonsense\n', '[]\n', '5\n', '{"a":\n'])('refuses %j', async text => {
		await expect(collect([Buffer.from(text)])).rejects.toThrow(/line/);
	});

	it('passes a failure on that is not of the connection', async () => {
		await expect(collect([], new Error('our own mistake'))).rejects.toThrow('our own mistake');
	});
});

describe('one shape for all engines', () => {
	it('keeps what Docker gives', () => {
		const event = {
			status: 'start',
			id: 'abc',
			Type: 'container',
			Action: 'start',
			Actor: {ID: 'abc', Attributes: {name: 'web'}},
			scope: 'local',
			time: 1,
			timeNano: 2,
		};
		expect(normaliseEvent({...event, from: 'image'})).toEqual(event);
	});
	it('fills in what old engines leave out', () => {
		expect(normaliseEvent({status: 'die', id: 'abc', time: 5})).toMatchObject({
			Type: 'container',
			Action: 'die',
			Actor: {ID: 'abc'},
			time: 5,
		});
	});
	it('reads Podman’s own API', () => {
		expect(
			normaliseEvent({Type: 'container', Status: 'died', ID: 'abc', Name: 'web', Time: 7, Attributes: {a: 'b'}}),
		).toMatchObject({
			Action: 'died',
			Actor: {ID: 'abc', Attributes: {name: 'web', a: 'b'}},
			time: 7,
		});
	});
	it('survives any JSON object', () =>
		fc.assert(
			fc.property(fc.object(), value => {
				const event = normaliseEvent(value);
				expect(typeof event.Type).toBe('string');
				for (const text of Object.values(event.Actor?.Attributes ?? {})) expect(typeof text).toBe('string');
			}),
		));
});
