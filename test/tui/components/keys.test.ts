import type {Key} from 'ink';
import {describe, expect, it} from 'vitest';
import {keysOf, textOf} from '../../../components/keys.js';

const plain: Key = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageDown: false,
	pageUp: false,
	home: false,
	end: false,
	return: false,
	escape: false,
	ctrl: false,
	shift: false,
	tab: false,
	backspace: false,
	delete: false,
	meta: false,
	super: false,
	hyper: false,
	capsLock: false,
	numLock: false,
};

describe('keys of one read', () => {
	it('are as many as were pressed, though they came as one text', () => expect(keysOf('jjk', plain)).toEqual(['j', 'j', 'k']));
	it.each([
		['', {return: true}, ['Enter']],
		['', {escape: true}, ['Esc']],
		['', {tab: true}, ['Tab']],
		['', {tab: true, shift: true}, ['S-Tab']],
		['d', {ctrl: true}, ['^d']],
		[' ', {}, ['Space']],
		['', {pageDown: true}, ['PgDn']],
		['\r', {}, ['Enter']],
	])('%j with %j', (input, key, names) => expect(keysOf(input, {...plain, ...key})).toEqual(names));
	it.each(['[<64;10;5M', '[<0;1;1m', '[M !!', '[32;10;5M'])('are none in a mouse report %s', report =>
		expect(keysOf(report, plain)).toEqual([]),
	);
	it('are Esc and what followed it, when both came in one read', () => {
		expect(keysOf('j', {...plain, meta: true})).toEqual(['Esc', 'j']);
		expect(keysOf('', {...plain, escape: true, meta: true})).toEqual(['Esc', 'Esc']);
	});
	it('type themselves, names of keys do not', () => {
		expect(['x', 'é', 'Space', 'Enter', '^d'].map(textOf)).toEqual(['x', 'é', ' ', null, null]);
	});
});
