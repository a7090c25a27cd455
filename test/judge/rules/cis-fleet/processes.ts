import {known} from '../../../../src/base/answers/index.js';
import {trusted} from '../../../../src/base/text/safe-text.js';
import {exampleProcess} from '../../../../src/judge/rules/shared/examples.js';
import {type Row, row} from './row.js';

/** What runs in them. */
export const processes: readonly Row[] = [
	row(
		'sshd',
		'5.7',
		{Path: '/usr/sbin/sshd', Args: ['-D'], facts: {processes: known([exampleProcess('sshd')])}},
		{bench: {ps: ['sshd']}},
	),
	row(
		'argument that says sshd',
		'',
		{facts: {processes: known([exampleProcess('web', {args: trusted('web --banner sshd')})])}},
		{bench: {ps: ['web --banner sshd']}, benchErrs: {'5.7': 'matches arguments'}},
	),
	row(
		'dropbear in an image without ps',
		'5.7',
		{facts: {processes: known([exampleProcess('dropbear')])}},
		{bench: {ps: null}, benchErrs: {'5.7': 'passes what it cannot see'}},
	),
	row(
		'paused sshd',
		'5.7',
		{State: {Status: 'paused', Running: true, Paused: true}, facts: {processes: known([exampleProcess('sshd')])}},
		{bench: {ps: null}, benchErrs: {'5.7': 'passes what it cannot see'}},
	),
	row(
		'sshd of the host seen through host pid',
		'5.16',
		{HostConfig: {PidMode: 'host'}},
		{bench: {ps: ['web', 'sshd']}, benchErrs: {'5.7': 'counts processes of others'}},
	),
];
