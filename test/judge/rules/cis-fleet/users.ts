import {known, unknown} from '../../../../src/base/answers/index.js';
import {parseAccounts} from '../../../../src/base/facts/index.js';
import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {exampleProcess, rootProcess} from '../../../../src/judge/rules/shared/examples.js';
import {notRunning, type Row, row} from './row.js';

const stopped: ContainerExample = {
	State: {Status: 'exited', Running: false, Pid: 0},
	facts: {processes: unknown('engine:/top', 'it does not run')},
};
const accounts = known(parseAccounts('root:x:0:0:::\ntoor:x:0:0:::\napp:x:1000:1001:::\n'));

/** Who they run as. */
export const users: readonly Row[] = [
	row('user 0:0', '4.1', {Config: {User: '0:0'}}, {benchErrs: {'4.1': 'compares only with 0 and root'}}),
	row('user root:root', '4.1', {Config: {User: 'root:root'}}, {benchErrs: {'4.1': 'compares only with 0 and root'}}),
	row('user 00', '4.1', {Config: {User: '00'}}, {benchErrs: {'4.1': 'compares text, not the number'}}),
	row(
		'user toor, whose processes are root',
		'4.1',
		{Config: {User: 'toor'}, facts: {processes: known([rootProcess('web')])}},
		{benchErrs: {'4.1': 'a second name of uid 0'}},
	),
	row('user www-data, seen to be uid 33', '', {
		Config: {User: 'www-data'},
		facts: {processes: known([exampleProcess('web', {uid: 33, gid: 33})])},
	}),
	row(
		'stopped, user toor, whom the passwd file of the image has as uid 0',
		'4.1',
		{...stopped, Config: {User: 'toor'}, imageFacts: {accounts}},
		{other: notRunning, bench: {listed: false}},
	),
	row(
		'stopped, user app:staff, whom the passwd file of the image has as uid 1000',
		'',
		{...stopped, Config: {User: 'app:staff'}, imageFacts: {accounts}},
		{other: notRunning, bench: {listed: false}},
	),
	row(
		'created, user ghost, who is not in the passwd file of the image',
		'',
		{...stopped, Config: {User: 'ghost'}, imageFacts: {accounts}},
		{other: {'4.1': 'unknown', ...notRunning}, bench: {listed: false}},
	),
	row('user :1000, only a group', '4.1', {Config: {User: ':1000'}}, {benchErrs: {'4.1': 'compares only with 0 and root'}}),
	row('root that has dropped to another user', '4.1', {Config: {User: ''}, facts: {processes: known([exampleProcess('web')])}}),
];
