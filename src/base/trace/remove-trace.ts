import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {TraceCreation} from '../ownership/creation.js';
import {hasProbesOf, removeProbesOf} from './kernel-probes.js';
import {closeInstance} from './trace-instance.js';
import {tracefsRoots} from './tracefs.js';

/** Names as created by `openTraceInstance`, in the same place: nothing else in tracefs is ever removed. */
const isOurs = ({root, name}: TraceCreation): boolean => tracefsRoots.includes(root) && /^dockscope-[0-9a-f]{16}-\w+$/.test(name);

/** Whether the kernel still has the instance or its probes, under the random name recorded in a journal of this boot. */
export const isTraceLeft = (trace: TraceCreation): boolean =>
	isOurs(trace) && (existsSync(join(trace.root, 'instances', trace.name)) || hasProbesOf(trace.root, trace.name));

/** Removes the instance and its probes; returns whether both are gone, including before the call. */
export const removeTrace = (trace: TraceCreation): boolean =>
	isOurs(trace) && closeInstance(join(trace.root, 'instances', trace.name)) && removeProbesOf(trace.root, trace.name);
