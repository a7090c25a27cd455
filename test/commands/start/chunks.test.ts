import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Script} from 'node:vm';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {chunksIn} from '../../../src/commands/start/chunks.js';

let directory: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'dockscope-chunks-'));
});
afterEach(() => rmSync(directory, {recursive: true, force: true}));

const write = (name: string, body: string) => writeFileSync(join(directory, name), `(function(exports,require,module){${body}})`);

function loading(kept: ReadonlyMap<string, Buffer> = new Map()) {
	const anew = new Map<string, Script>();
	const load = chunksIn(directory, path => ({node: path}), {
		read: name => kept.get(name),
		compiledAnew: (name, script) => anew.set(name, script),
	});
	return {load, anew};
}

it('runs a chunk once, whoever asks for it, with those it needs', () => {
	write('a.js', 'exports.b = require("./b.js"); exports.again = require("./b.js"); exports.fs = require("node:fs");');
	write('b.js', 'exports.text = "b · 箱";');
	const {load, anew} = loading();
	const a = load('a.js');
	expect(a).toEqual({b: {text: 'b · 箱'}, again: {text: 'b · 箱'}, fs: {node: 'node:fs'}});
	expect(Reflect.get(a, 'b')).toBe(Reflect.get(a, 'again'));
	expect(load('a.js')).toBe(a);
	expect([...anew.keys()]).toEqual(['a.js', 'b.js']);
});

it('gives what is there of a chunk that needs the one that asks, and takes what is exported anew', () => {
	write('a.js', 'exports.early = 1; exports.seen = require("./b.js").seen;');
	write('b.js', 'exports.seen = require("./a.js").early;');
	write('c.js', 'module.exports = {whole: true};');
	const {load} = loading();
	expect(load('a.js')).toEqual({early: 1, seen: 1});
	expect(load('c.js')).toEqual({whole: true});
});

it('takes compiled code, and compiles anew where V8 refuses it', () => {
	write('a.js', 'exports.value = (() => 41 + 1)();');
	const first = loading();
	first.load('a.js');
	const code = first.anew.get('a.js')?.createCachedData() ?? Buffer.of();
	const second = loading(new Map([['a.js', code]]));
	expect(second.load('a.js')).toEqual({value: 42});
	expect(second.anew.size).toBe(0);

	// Of a source that V8 still has it would compile nothing, whatever it is given.
	write('b.js', 'exports.value = (() => 43)();');
	const third = loading(new Map([['b.js', Buffer.from('not made by V8')]]));
	expect(third.load('b.js')).toEqual({value: 43});
	expect([...third.anew.keys()]).toEqual(['b.js']);
});

it('says which chunk an error comes from', () => {
	write('a.js', 'throw new Error("broken")');
	expect(() => loading().load('a.js')).toThrow('broken');
	expect(() => loading().load('absent.js')).toThrow(/absent\.js/);
});

it('gives nobody the half of a chunk that failed', () => {
	write('a.js', 'exports.early = 1; throw new Error("broken")');
	const {load} = loading();
	expect(() => load('a.js')).toThrow('broken');
	expect(() => load('a.js')).toThrow('broken');
	expect(() => load('b.js')).toThrow(/b\.js/);
	write('b.js', 'exports.value = 1;');
	expect(load('b.js')).toEqual({value: 1});
});
