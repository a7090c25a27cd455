import {describe, expect, it} from 'vitest';
import {maskAnswer} from '../../src/facts/mask-answer.js';
import {secretFindings} from '../../src/facts/secret-findings.js';
import {MASK} from '../../src/facts/secrets.js';

const masked = (Cmd: string[], Entrypoint: string[] = []) => maskAnswer({Id: 'a', Config: {Cmd, Entrypoint}}).Config?.Cmd;

describe('maskAnswer', () => {
	it('masks what follows an option, with its blanks', () =>
		expect(masked(['run', '--api-key', 'correct horse', '--port', '80'])).toEqual(['run', '--api-key', MASK, '--port', '80']));

	it('masks the value of an option to the end of its word, and of a script no more than the value', () => {
		expect(masked(['db', '--password=correct horse', '-v'])).toEqual(['db', `--password=${MASK}`, '-v']);
		expect(masked(['-h', 'db', '-pcorrect horse'], ['mysql'])).toEqual(['-h', 'db', `-p${MASK}`]);
		expect(masked(['sh', '-c', 'db --password=hunter2 --port 80'])).toEqual(['sh', '-c', `db --password=${MASK} --port 80`]);
	});

	it('masks what an image keeps for those built on it', () => {
		const OnBuild = ['RUN make', 'ENV API_TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345'];
		expect(maskAnswer({Id: 'a', Config: {OnBuild}}).Config?.OnBuild).toEqual(['RUN make', `ENV API_TOKEN=${MASK}`]);
	});

	it('finds the program of an option however many words stand between', () =>
		expect(masked(['mysql', '-u', 'root', '-h', 'db', '-P', '3306', '-D', 'shop', '-phunter2'])).toContain(`-p${MASK}`));

	it('takes the entry point for the program of the command', () => {
		const config = {Entrypoint: ['curl'], Cmd: ['-u', 'ann:hunter2', 'http://x/']};
		expect(masked(config.Cmd, config.Entrypoint)).toEqual(['-u', `ann:${MASK}`, 'http://x/']);
		expect(secretFindings(config).map(({path}) => String(path))).toEqual(['Config.Cmd']);
		const args = maskAnswer({Id: 'a', Path: 'curl', Args: config.Cmd}).Args;
		expect(args).toEqual(['-u', `ann:${MASK}`, 'http://x/']);
	});

	it('tells of a secret in the entry point once', () =>
		expect(secretFindings({Entrypoint: ['app', '--password=hunter2'], Cmd: ['serve']}).map(({path}) => String(path))).toEqual([
			'Config.Entrypoint[1]',
		]));
});
