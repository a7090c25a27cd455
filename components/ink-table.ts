import * as inkTable from 'ink-table';
import type {ComponentType, ReactNode} from 'react';

export type Cell = {readonly column: number; readonly children?: ReactNode};
type TableProps = {
	readonly data: readonly Readonly<Record<string, string>>[];
	readonly columns: readonly string[];
	readonly padding: number;
	readonly header: ComponentType<Cell>;
	readonly cell: ComponentType<Cell>;
	readonly skeleton: ComponentType<{readonly children?: ReactNode}>;
};

/** A CommonJS default export is wrapped or not, depending on the bundler. */
const unwrapped: unknown = 'default' in inkTable ? inkTable.default : inkTable;

/** ink-table with its actual run-time types: its inputs are read-only. */
export const InkTable = (
	typeof unwrapped === 'object' && unwrapped !== null && 'default' in unwrapped ? unwrapped.default : unwrapped
) as ComponentType<TableProps>;
