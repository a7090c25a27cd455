import {describe, expect, it} from 'vitest';
import {pathAnswer, pathStatOf, topColumns} from '../../../src/base/engine/container-questions.js';
import {EngineError, statusError} from '../../../src/base/engine/engine-error.js';
import {trusted} from '../../../src/base/text/safe-text.js';

const endpoint = trusted('unix:///d.sock');

describe('the columns requested from ps', () => {
	it('falls back to its usual columns where the host’s ps knows no others', async () => {
		const asked: unknown[] = [];
		const top = await topColumns(false, async columns => {
			asked.push(columns);
			if (columns !== undefined) throw new EngineError('engine', trusted('Error running ps: bad -o argument'), 500);
			return {Titles: ['PID']};
		});
		expect(top).toEqual({Titles: ['PID']});
		expect(asked).toEqual(['-eo pid,ppid,uid,gid,supgid,user,args', undefined]);
	});
	it('never lets Podman run ps in the container', async () => {
		await expect(
			topColumns(true, async columns => {
				expect(columns).toMatch(/^[a-z]+(,[a-z]+)*$/);
				throw new EngineError('engine', trusted('ps failed'), 500);
			}),
		).rejects.toThrow('ps failed');
	});
});

describe('a path’s facts', () => {
	const head = (value: unknown) => ({
		headers: {'x-docker-container-path-stat': Buffer.from(JSON.stringify(value)).toString('base64')},
	});
	it('are read from the header', () => {
		const facts = {name: 'x', size: 1, mode: 8388608, mtime: '2026-01-01T00:00:00Z', linkTarget: ''};
		expect(pathStatOf(endpoint, head(facts))).toEqual(facts);
	});
	it.each([
		[{headers: {}}],
		[head({})],
		[head(null)],
		[{headers: {'x-docker-container-path-stat': 'e30'}}],
		[{headers: {'x-docker-container-path-stat': '!'}}],
	])('are refused when they are %j', answer => {
		expect(() => pathStatOf(endpoint, answer)).toThrow(expect.objectContaining({kind: 'invalid-answer'}));
	});
});

describe('an answer about a path', () => {
	const missing = () =>
		Promise.reject(new EngineError('not-found', trusted('unix:///d.sock has nothing at HEAD /x: HTTP 404'), 404));
	const inspected = (State: object) => async () => ({Id: 'c1', State});

	it('is null where the container has no such path', async () =>
		expect(await pathAnswer(missing(), inspected({Status: 'running'}))).toBeNull());
	it.each([{Status: 'removing'}, {Dead: true}])('says nothing of the path where the container is %j', async state => {
		await expect(pathAnswer(missing(), inspected(state))).rejects.toThrow('no such container any more');
	});
	it('is the failure itself where the container is gone, or the engine refuses', async () => {
		for (const error of [
			statusError(endpoint, 'GET /x', 404, '{"message":"No such container: x"}'),
			statusError(endpoint, 'GET /x', 403, ''),
		])
			await expect(pathAnswer(Promise.reject(error), inspected({}))).rejects.toBe(error);
	});
});
