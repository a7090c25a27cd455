import {describe, expect, it} from 'vitest';
import {maskAnswer} from '../../../src/base/facts/mask-answer.js';
import {secretFindings} from '../../../src/base/facts/secret-findings.js';
import {MASK} from '../../../src/base/facts/secrets.js';
import {tokenLabel} from '../../../src/base/ownership/proof.js';

const masked = (Cmd: string[], Entrypoint: string[] = []) => maskAnswer({Id: 'a', Config: {Cmd, Entrypoint}}).Config?.Cmd;

describe('maskAnswer', () => {
	it('masks what follows an option, with its blanks', () =>
		expect(masked(['run', '--api-key', 'correct horse', '--port', '80'])).toEqual(['run', '--api-key', MASK, '--port', '80']));

	it('masks the value of an option to the end of its word, and only the value inside a script', () => {
		expect(masked(['db', '--password=correct horse', '-v'])).toEqual(['db', `--password=${MASK}`, '-v']);
		expect(masked(['-h', 'db', '-pcorrect horse'], ['mysql'])).toEqual(['-h', 'db', `-p${MASK}`]);
		expect(masked(['sh', '-c', 'db --password=hunter2 --port 80'])).toEqual(['sh', '-c', `db --password=${MASK} --port 80`]);
	});

	it('masks what an image keeps for those built on it', () => {
		const OnBuild = ['RUN make', 'ENV API_TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345'];
		expect(maskAnswer({Id: 'a', Config: {OnBuild}}).Config?.OnBuild).toEqual(['RUN make', `ENV API_TOKEN=${MASK}`]);
	});

	it('finds the program of an option over any number of words', () =>
		expect(masked(['mysql', '-u', 'root', '-h', 'db', '-P', '3306', '-D', 'shop', '-phunter2'])).toContain(`-p${MASK}`));

	it('treats the entry point as the program of the command', () => {
		const config = {Entrypoint: ['curl'], Cmd: ['-u', 'ann:hunter2', 'http://x/']};
		expect(masked(config.Cmd, config.Entrypoint)).toEqual(['-u', `ann:${MASK}`, 'http://x/']);
		expect(secretFindings(config).map(({path}) => String(path))).toEqual(['Config.Cmd']);
		const args = maskAnswer({Id: 'a', Path: 'curl', Args: config.Cmd}).Args;
		expect(args).toEqual(['-u', `ann:${MASK}`, 'http://x/']);
	});

	it('finds no secret in the mark of a leftover of dockscope', () => {
		const Labels = {[tokenLabel]: '0b08836e4856d6750b08836e4856d675', 'shop.token': '0b08836e4856d6750b08836e4856d675'};
		expect(secretFindings({Labels}).map(({name}) => String(name))).toEqual(['shop.token']);
	});

	it('masks text wherever an engine may put it, by its key', () => {
		const answer = {
			plugins: [{Settings: {Args: {Name: 'token', Value: ['hunter2-list']}, Env: [{Name: 'PASSWORD', Value: 'hunter2-value'}]}}],
			networks: [{Options: {'com.example.password': 'hunter2-option', o: 'username=u,password=hunter2 with blanks,vers=3'}}],
			volumes: [{Status: {deep: [{auth: {secret: 'hunter2-status'}}]}}],
			images: [{Comment: 'built with --token hunter2-comment', history: [{CreatedBy: 'ENV API_TOKEN=hunter2-history'}]}],
			settings: ['MODE=fast', 'DB_PASSWORD=hunter2 in words'],
			[`password=${'hunter2-key'}`]: '',
			CapAdd: ['SYS_ADMIN'],
			Binds: ['/srv/data:/data'],
		};
		const masked = maskAnswer(answer);
		expect(JSON.stringify(masked)).not.toMatch(/hunter2/);
		expect(masked.CapAdd).toEqual(['SYS_ADMIN']);
		expect(masked.Binds).toEqual(['/srv/data:/data']);
		expect(masked.networks[0]?.Options.o).toBe(`username=u,password=${MASK},vers=3`);
		expect(maskAnswer(masked)).toEqual(masked);
	});

	it('keeps keys and their order, `__proto__` too', () => {
		const answer: unknown = JSON.parse('{"b":1,"__proto__":{"x":"y"},"a":[null,true]}');
		expect(JSON.stringify(maskAnswer(answer))).toBe('{"b":1,"__proto__":{"x":"y"},"a":[null,true]}');
	});

	it('reports a secret in the entry point once', () =>
		expect(secretFindings({Entrypoint: ['app', '--password=hunter2'], Cmd: ['serve']}).map(({path}) => String(path))).toEqual([
			'Config.Entrypoint[1]',
		]));
});
