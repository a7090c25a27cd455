import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {TraceCreation} from '../../ownership/creation.js';
import {hasProbesOf, removeProbesOf} from './capability-events.js';
import {closeInstance} from './capability-tracer.js';
import {tracefsRoots} from './tracefs.js';

/** Names that `traceCapabilities` gives, where it makes them: nothing else in tracefs is ever removed. */
const isOurs = ({root, name}: TraceCreation): boolean => tracefsRoots.includes(root) && /^dockscope-[0-9a-f]{16}-\w+$/.test(name);

/** Whether the kernel still has the instance or its probes, under the random name that a journal of this boot holds. */
export const isTraceLeft = (trace: TraceCreation): boolean =>
	isOurs(trace) && (existsSync(join(trace.root, 'instances', trace.name)) || hasProbesOf(trace.root, trace.name));

/** Removes the instance and its probes; whether both are gone. Gone already is as good. */
export const removeTrace = (trace: TraceCreation): boolean =>
	isOurs(trace) && closeInstance(join(trace.root, 'instances', trace.name)) && removeProbesOf(trace.root, trace.name);
