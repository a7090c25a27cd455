import {execFile} from 'node:child_process';
import {chmod, lstat, readdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parsePolicy} from '../../../src/judge/policy/parse-policy.js';
import {type NewWaiver, withWaiver} from '../../../src/judge/policy/waiver-text.js';
import {writeWaiver} from '../../../src/judge/policy/write-waiver.js';
import {rules} from '../../../src/judge/rules/index.js';
import {sharedFolder} from '../../support/temporary-folder.js';

const waiver: NewWaiver = {
	rule: 'container-privileged',
	target: {name: 'ci-runner'},
	reason: 'builds images: needs it',
	owner: 'platform',
	expires: '2027-01-31',
};
const lines = [
	'- rule: container-privileged',
	'  target:',
	'    name: ci-runner',
	'  reason: "builds images: needs it"',
	'  owner: platform',
	'  expires: 2027-01-31',
];
const at = (indent: string) => lines.map(line => `${indent}${line}\n`).join('');

describe('a new waiver', () => {
	it('begins a file', () => {
		expect(withWaiver('', waiver)).toBe(`waivers:\n${at('  ')}`);
	});

	it('opens its section at the end, and leaves every comment where it was', () => {
		const text = '# head\nseverities: # why\n    container-host-uts:   low # as agreed\n# tail';
		expect(withWaiver(text, waiver)).toBe(`${text}\nwaivers:\n${at('  ')}`);
	});

	it('goes behind the last one, in its indent, in front of what follows', () => {
		const first = 'waivers:\n- rule: container-host-uts # first\n  reason: r   # kept\n';
		const rest = '\n# about severities\nseverities: {container-host-uts: low}\n';
		expect(withWaiver(first + rest, waiver)).toBe(first + at('') + rest);
	});

	it('goes behind a last one that is written in one line', () => {
		const text = 'waivers:\n    - {rule: container-host-uts, reason: r} # c\n';
		expect(withWaiver(text, waiver)).toBe(text + at('    '));
	});

	it('goes behind text of several lines', () => {
		const text = 'waivers:\n  - rule: container-host-uts\n    reason: |\n      one\n      two\n# end\n';
		expect(withWaiver(text, waiver)).toBe(text.replace('# end', `${at('  ')}# end`));
	});

	it('fills a section that is empty', () => {
		const rest = '# next\ndisabled: []\n';
		expect(withWaiver(`waivers:\n${rest}`, waiver)).toBe(`waivers:\n${at('  ')}${rest}`);
		expect(withWaiver(`waivers: [] # none\n${rest}`, waiver)).toBe(`waivers: # none\n${at('  ')}${rest}`);
	});

	it('keeps the line ends of the file', () => {
		const text = 'waivers:\r\n  - rule: container-host-uts\r\n    reason: r\r\ndisabled: []\r\n';
		const after = withWaiver(text, waiver);
		expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
		expect(parsePolicy(after, 'f', rules).waivers).toHaveLength(2);
	});

	it.each([
		'{"waivers": [{"rule": "container-host-uts", "reason": "r"}]}',
		'{"disabled": []}',
		'waivers: [{rule: container-host-uts, reason: r}] # c\n',
		'waivers: [\n  {rule: container-host-uts, reason: r}, # c\n  ]\n',
		'x: &a []\n'.replace('x', 'disabled'),
		'waivers:\n  - rule: container-host-uts\n    reason: r',
		'waivers:\n',
		'waivers:',
		'waivers: ~ # none\n',
		'---\ndisabled: []\n...\n',
	])('is read back from %j', text => {
		const before = parsePolicy(text, 'f', rules);
		const after = parsePolicy(withWaiver(text, waiver), 'f', rules);
		const plain = ({line: _, ...rest}: {line: number}) => rest;
		expect(after.waivers.map(plain)).toEqual([...before.waivers.map(plain), waiver]);
		expect(after.disabled).toEqual(before.disabled);
	});

	it('is read back with the replacement character of a name that was not UTF-8', () => {
		for (const text of [
			'waivers:\n  - rule: container-host-uts\n    reason: r\n',
			'waivers: [{rule: container-host-uts, reason: r}]\n',
			'',
		])
			expect(parsePolicy(withWaiver(text, {...waiver, reason: 'a \uFFFD b'}), 'f', rules).waivers.at(-1)?.reason).toBe(
				'a \uFFFD b',
			);
	});

	it('is read back with any text', () => {
		const word = fc.string({unit: 'grapheme', minLength: 1}).filter(text => text.trim() !== '');
		fc.assert(
			fc.property(word, word, fc.option(word), (reason, name, owner) => {
				const written = withWaiver('# c\nwaivers:\n  - rule: container-host-uts\n    reason: r\n# end\n', {
					...waiver,
					reason,
					owner,
					target: {name},
				});
				expect(written).toContain('# end\n');
				expect(parsePolicy(written, 'f', rules).waivers[1]).toMatchObject({reason, owner, target: {name}});
			}),
		);
	});
});

describe('the file', () => {
	const folder = sharedFolder();

	it('keeps its mode, and no draft stays behind', async () => {
		const path = join(folder, 'mode.yaml');
		await writeFile(path, '# mine\n');
		await chmod(path, 0o640);
		const policy = await writeWaiver(path, waiver, rules, []);
		expect(policy.waivers).toHaveLength(1);
		expect((await stat(path)).mode & 0o7777).toBe(0o640);
		expect(await readFile(path, 'utf8')).toMatch(/^# mine\n/);
		expect((await readdir(folder)).filter(name => name.startsWith('.'))).toEqual([]);
	});

	it('is created where there is none', async () => {
		const path = join(folder, 'new.yaml');
		await writeWaiver(path, waiver, rules, []);
		expect(await readFile(path, 'utf8')).toBe(`waivers:\n${at('  ')}`);
	});

	it('is changed where a link leads, and the link stays', async () => {
		const [path, link] = [join(folder, 'real.yaml'), join(folder, 'link.yaml')];
		await writeFile(path, '');
		await symlink(path, link);
		await writeWaiver(link, waiver, rules, []);
		expect((await lstat(link)).isSymbolicLink()).toBe(true);
		expect(await readFile(path, 'utf8')).toContain('ci-runner');
	});

	it('may name much by aliases', () => {
		const first = 'waivers:\n  - rule: container-host-uts\n    reason: &r because\n';
		const text = `${first}${'  - {rule: container-host-pid, reason: *r}\n'.repeat(150)}`;
		expect(withWaiver(text, waiver)).toBe(text + at('  '));
	});

	it.each([
		['a link that leads nowhere', (path: string) => symlink('nowhere', path), 'there is no such file'],
		[
			'a file that is read-only',
			(path: string) => writeFile(path, '', {mode: 0o444}),
			'cannot write the policy: it is read-only.',
		],
	])('leaves %s alone', async (_, make, reason) => {
		const path = join(folder, 'closed.yaml');
		await rm(path, {force: true});
		await make(path);
		const before = await lstat(path);
		await expect(writeWaiver(path, waiver, rules, [])).rejects.toThrow(reason);
		expect((await lstat(path)).ino).toBe(before.ino);
	});

	it('is never put where a pipe is', async () => {
		const path = join(folder, 'pipe');
		await promisify(execFile)('mkfifo', [path]);
		await expect(writeWaiver(path, waiver, rules, [])).rejects.toThrow('cannot write the policy: it is not a file.');
		expect((await stat(path)).isFIFO()).toBe(true);
	});

	it('stays as it was when it is wrong, or would be', async () => {
		const path = join(folder, 'wrong.yaml');
		await writeFile(path, 'disabled: [nonsense]\n');
		await expect(writeWaiver(path, waiver, rules, [])).rejects.toThrow(`${path}:1:12: unknown rule "nonsense"`);
		await writeFile(path, 'disabled: []\n');
		await expect(writeWaiver(path, {...waiver, rule: 'nonsense'}, rules, [])).rejects.toThrow('unknown rule "nonsense"');
		expect(await readFile(path, 'utf8')).toBe('disabled: []\n');
	});
});
