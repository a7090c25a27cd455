import {known} from '../../../src/answers/index.js';
import {exampleProcess} from '../../../src/rules/shared/examples.js';
import {own} from '../../../src/terminal/safe-text.js';
import type {Row} from './row.js';

/** What runs in them. */
export const processes: readonly Row[] = [
	{
		name: 'sshd',
		example: {Path: '/usr/sbin/sshd', Args: ['-D'], facts: {processes: known([exampleProcess('sshd')])}},
		fails: ['5.7'],
		bench: {ps: ['sshd']},
	},
	{
		name: 'argument that says sshd',
		example: {facts: {processes: known([exampleProcess('web', {args: own('web --banner sshd')})])}},
		bench: {ps: ['web --banner sshd']},
		benchErrs: {'5.7': 'matches arguments'},
	},
	{
		name: 'dropbear in an image without ps',
		example: {facts: {processes: known([exampleProcess('dropbear')])}},
		fails: ['5.7'],
		bench: {ps: null},
		benchErrs: {'5.7': 'passes what it cannot see'},
	},
	{
		name: 'paused sshd',
		example: {State: {Status: 'paused', Running: true, Paused: true}, facts: {processes: known([exampleProcess('sshd')])}},
		fails: ['5.7'],
		bench: {ps: null},
		benchErrs: {'5.7': 'passes what it cannot see'},
	},
	{
		name: 'sshd of the host seen through host pid',
		example: {HostConfig: {PidMode: 'host'}},
		fails: ['5.16'],
		bench: {ps: ['web', 'sshd']},
		benchErrs: {'5.7': 'counts processes of others'},
	},
];
