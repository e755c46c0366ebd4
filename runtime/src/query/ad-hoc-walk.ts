/** The walks behind `query(...)`: for all ad hoc queries with the same number of rows. */

import type { Row } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import type { WalkedLoop } from './callback-loop.js';
import type { Step } from './optional-rows.js';

export type RowVisitor = (...rowsAndEntity: Step) => void;

/** Visits a segment of a loop that passes any number of rows. */
export function walkAny(loop: WalkedLoop<readonly Row[]>, visit: RowVisitor): void {
  const { length } = loop.$rows;
  if (loop.$isListed) {
    if (length === 1) walkListed1(loop, visit);
    else if (length === 2) walkListed2(loop, visit);
    else walkListed(loop, visit);
  } else if (length === 1) walkRun1(loop, visit);
  else if (length === 2) walkRun2(loop, visit);
  else walkRun(loop, visit);
}

function walkRun1(loop: WalkedLoop<readonly Row[]>, visit: RowVisitor): void {
  const a = loop.$rows[0] as Row;
  const entities = loop.$entities;
  const stepA = loop.$step(0);
  let atA = loop.$firstRow(0) * stepA;
  for (let row = loop.$at; row < loop.$end; row++) {
    a.$move(atA);
    visit(a, entities[row] as Entity);
    atA += stepA;
  }
}

function walkListed1(loop: WalkedLoop<readonly Row[]>, visit: RowVisitor): void {
  const a = loop.$rows[0] as Row;
  const entities = loop.$entities;
  const stepA = loop.$step(0);
  const rowsA = loop.$list(0);
  for (let at = loop.$at; at < loop.$end; at++) {
    const row = rowsA[at] as number;
    a.$move(row * stepA);
    visit(a, entities[row] as Entity);
  }
}

function walkRun2(loop: WalkedLoop<readonly Row[]>, visit: RowVisitor): void {
  const a = loop.$rows[0] as Row;
  const b = loop.$rows[1] as Row;
  const entities = loop.$entities;
  const stepA = loop.$step(0);
  const stepB = loop.$step(1);
  let atA = loop.$firstRow(0) * stepA;
  let atB = loop.$firstRow(1) * stepB;
  for (let row = loop.$at; row < loop.$end; row++) {
    a.$move(atA);
    b.$move(atB);
    visit(a, b, entities[row] as Entity);
    atA += stepA;
    atB += stepB;
  }
}

function walkListed2(loop: WalkedLoop<readonly Row[]>, visit: RowVisitor): void {
  const a = loop.$rows[0] as Row;
  const b = loop.$rows[1] as Row;
  const entities = loop.$entities;
  const stepA = loop.$step(0);
  const stepB = loop.$step(1);
  const rowsA = loop.$list(0);
  const rowsB = loop.$list(1);
  for (let at = loop.$at; at < loop.$end; at++) {
    const row = rowsA[at] as number;
    a.$move(row * stepA);
    b.$move((rowsB[at] as number) * stepB);
    visit(a, b, entities[row] as Entity);
  }
}

function walkRun(loop: WalkedLoop<readonly Row[]>, visit: RowVisitor): void {
  const rows = loop.$rows;
  const args: (Row | Entity)[] = [...rows];
  const entities = loop.$entities;
  const first = loop.$firstRow(0);
  for (let row = loop.$at; row < loop.$end; row++) {
    for (let k = 0; k < rows.length; k++) (rows[k] as Row).$move((loop.$firstRow(k) + row - first) * loop.$step(k));
    args[rows.length] = entities[row] as Entity;
    visit(...args);
  }
}

function walkListed(loop: WalkedLoop<readonly Row[]>, visit: RowVisitor): void {
  const rows = loop.$rows;
  const args: (Row | Entity)[] = [...rows];
  const entities = loop.$entities;
  const rowsA = loop.$list(0);
  for (let at = loop.$at; at < loop.$end; at++) {
    for (let k = 0; k < rows.length; k++) (rows[k] as Row).$move((loop.$list(k)[at] as number) * loop.$step(k));
    args[rows.length] = entities[rowsA[at] as number] as Entity;
    visit(...args);
  }
}

/** As `walkAny`, if some of the rows are optional. */
export function walkOptional(loop: WalkedLoop<readonly Row[]>, visit: RowVisitor): void {
  const step: Step = [];
  for (let at = loop.$at; at < loop.$end; at++) visit(...loop.$stepTo(at, step));
}
