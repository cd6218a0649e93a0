"""Orders, stock and returns in full"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from oms.migrations.guards import add_column, forbid_changes, number_by_sequence
from oms.tables.base import UtcTime


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


# Charges of the whole order, cut over its lines by the largest remainder; a discount is below 0 and
# lowers what the goods cost, a tax is on top of it.
SHARED = """
    WITH charged AS (
        SELECT order_id, CAST({sign}SUM(amount_minor) AS BIGINT) AS minor FROM charges
        WHERE kind = '{kind}' AND order_id IS NOT NULL
        GROUP BY order_id HAVING {sign}SUM(amount_minor) > 0
    ), weighed AS (
        SELECT l.id, l.order_id, l.line_no, l.net_minor AS weight, c.minor,
               CAST(SUM(l.net_minor) OVER (PARTITION BY l.order_id) AS BIGINT) AS whole
        FROM order_lines l JOIN charged c ON c.order_id = l.order_id
    ), bounded AS (
        SELECT id, order_id, line_no, weight, whole,
               CASE WHEN '{kind}' = 'discount' AND minor > whole THEN whole ELSE minor END AS minor
        FROM weighed WHERE whole > 0
    ), cut AS (
        SELECT id, order_id, line_no, minor, minor * weight / whole AS part,
               minor * weight % whole AS rest
        FROM bounded
    ), ranked AS (
        SELECT id, part, minor - CAST(SUM(part) OVER (PARTITION BY order_id) AS BIGINT) AS spare,
               ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY rest DESC, line_no) AS place
        FROM cut
    ), shared AS (
        SELECT id, part + CASE WHEN place <= spare THEN 1 ELSE 0 END AS minor FROM ranked
    )
    UPDATE order_lines SET
        {column} = (SELECT minor FROM shared WHERE shared.id = order_lines.id),
        net_minor = net_minor {net} (SELECT minor FROM shared WHERE shared.id = order_lines.id)
    WHERE id IN (SELECT id FROM shared)
"""


def upgrade() -> None:
    """Go up without loss."""
    create_tables()
    add_columns()
    carry_over()


def create_tables() -> None:
    """What is new."""
    op.create_table('channel_locations',
    sa.Column('channel_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rank', sa.Integer(), server_default='0', nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channels.id'], name=op.f('fk_channel_locations_channel_id')),
    sa.ForeignKeyConstraint(['location_id'], ['locations.id'], name=op.f('fk_channel_locations_location_id')),
    sa.PrimaryKeyConstraint('channel_id', 'location_id', name=op.f('pk_channel_locations'))
    )
    op.create_table('allocation_plans',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('policy', sa.JSON(), nullable=False),
    sa.Column('candidates', sa.JSON(), nullable=False),
    sa.Column('chosen', sa.JSON(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_allocation_plans_by_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_allocation_plans_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation_plans'))
    )
    with op.batch_alter_table('allocation_plans', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_allocation_plans_order_id'), ['order_id'], unique=False)

    op.create_table('approvals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('command', sa.String(length=64), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('about_kind', sa.String(length=64), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('permission', sa.String(length=64), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=True),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('asked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', UtcTime(), nullable=False),
    sa.Column('until', UtcTime(), nullable=False),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', UtcTime(), nullable=True),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.CheckConstraint("state IN ('open', 'approved', 'declined', 'expired', 'failed')", name=op.f('ck_approvals_state_known')),
    sa.CheckConstraint('decided_by_id <> asked_by_id', name=op.f('ck_approvals_second_person')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['actors.id'], name=op.f('fk_approvals_asked_by_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['actors.id'], name=op.f('fk_approvals_decided_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approvals')),
    sa.UniqueConstraint('key', name=op.f('uq_approvals_key'))
    )
    with op.batch_alter_table('approvals', schema=None) as batch_op:
        batch_op.create_index('ix_approvals_open', ['asked_at'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('cancellations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.String(length=64), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('without_refund', sa.String(), nullable=True),
    sa.Column('ended_draft', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("reason IN ('customer', 'out_of_stock', 'fraud', 'duplicate', 'price_error', 'undeliverable', 'other')", name=op.f('ck_cancellations_reason_known')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_cancellations_by_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_cancellations_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cancellations'))
    )
    with op.batch_alter_table('cancellations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cancellations_order_id'), ['order_id'], unique=False)

    op.create_table('customer_merges',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kept_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('merged_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('moved', sa.JSON(), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('undone_at', UtcTime(), nullable=True),
    sa.CheckConstraint('kept_id <> merged_id', name=op.f('ck_customer_merges_two_customers')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_customer_merges_by_id')),
    sa.ForeignKeyConstraint(['kept_id'], ['customers.id'], name=op.f('fk_customer_merges_kept_id')),
    sa.ForeignKeyConstraint(['merged_id'], ['customers.id'], name=op.f('fk_customer_merges_merged_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_merges'))
    )
    op.create_table('fills_wanted',
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', UtcTime(), nullable=False),
    sa.Column('asked', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_fills_wanted_sku_id')),
    sa.PrimaryKeyConstraint('sku_id', name=op.f('pk_fills_wanted'))
    )
    op.create_table('kit_components',
    sa.Column('kit_sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('component_sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.CheckConstraint('kit_sku_id <> component_sku_id', name=op.f('ck_kit_components_not_itself')),
    sa.CheckConstraint('units > 0', name=op.f('ck_kit_components_units_positive')),
    sa.ForeignKeyConstraint(['component_sku_id'], ['skus.id'], name=op.f('fk_kit_components_component_sku_id')),
    sa.ForeignKeyConstraint(['kit_sku_id'], ['skus.id'], name=op.f('fk_kit_components_kit_sku_id')),
    sa.PrimaryKeyConstraint('kit_sku_id', 'component_sku_id', name=op.f('pk_kit_components'))
    )
    op.create_table('order_versions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version_no', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('difference_minor', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_order_versions_by_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_order_versions_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_versions')),
    sa.UniqueConstraint('order_id', 'version_no', name=op.f('uq_order_versions_order_id_version_no'))
    )
    op.create_table('payments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('method', sa.String(length=64), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('refunded_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("state IN ('authorised', 'captured', 'failed', 'void')", name=op.f('ck_payments_state_known')),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_payments_amount_positive')),
    sa.CheckConstraint('refunded_minor BETWEEN 0 AND amount_minor', name=op.f('ck_payments_not_over_refunded')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_payments_by_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_payments_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payments')),
    sa.UniqueConstraint('method', 'reference', name=op.f('uq_payments_method_reference'))
    )
    with op.batch_alter_table('payments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payments_order_id'), ['order_id'], unique=False)

    op.create_table('purchase_orders',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ship_to', sa.JSON(), nullable=True),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('currency', sa.String(length=64), nullable=False),
    sa.Column('made_at', UtcTime(), nullable=False),
    sa.Column('sent_at', UtcTime(), nullable=True),
    sa.Column('expected_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("(kind = 'dropship') = (order_id IS NOT NULL)", name=op.f('ck_purchase_orders_dropship_has_order')),
    sa.CheckConstraint("kind IN ('stock', 'dropship')", name=op.f('ck_purchase_orders_kind_known')),
    sa.CheckConstraint("state IN ('draft', 'sent', 'confirmed', 'part_received', 'received', 'closed', 'cancelled')", name=op.f('ck_purchase_orders_state_known')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_purchase_orders_by_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_purchase_orders_order_id')),
    sa.ForeignKeyConstraint(['supplier_id'], ['suppliers.id'], name=op.f('fk_purchase_orders_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purchase_orders')),
    sa.UniqueConstraint('number', name=op.f('uq_purchase_orders_number'))
    )
    with op.batch_alter_table('purchase_orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_purchase_orders_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_purchase_orders_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('stock_counts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('blind', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('made_at', UtcTime(), nullable=False),
    sa.Column('posted_at', UtcTime(), nullable=True),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'counting', 'review', 'posted', 'cancelled')", name=op.f('ck_stock_counts_state_known')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_stock_counts_by_id')),
    sa.ForeignKeyConstraint(['location_id'], ['locations.id'], name=op.f('fk_stock_counts_location_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_counts')),
    sa.UniqueConstraint('number', name=op.f('uq_stock_counts_number'))
    )
    op.create_table('supplier_skus',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_code', sa.String(), nullable=True),
    sa.Column('cost_minor', sa.BigInteger(), nullable=True),
    sa.Column('lead_time_days', sa.Integer(), nullable=True),
    sa.Column('rank', sa.Integer(), server_default='0', nullable=False),
    sa.Column('dropship', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_supplier_skus_sku_id')),
    sa.ForeignKeyConstraint(['supplier_id'], ['suppliers.id'], name=op.f('fk_supplier_skus_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supplier_skus')),
    sa.UniqueConstraint('supplier_id', 'sku_id', name=op.f('uq_supplier_skus_supplier_id_sku_id'))
    )
    with op.batch_alter_table('supplier_skus', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supplier_skus_sku_id'), ['sku_id'], unique=False)

    op.create_table('transfers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('from_location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('to_location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('made_at', UtcTime(), nullable=False),
    sa.Column('dispatched_at', UtcTime(), nullable=True),
    sa.Column('expected_on', sa.Date(), nullable=True),
    sa.Column('closed_at', UtcTime(), nullable=True),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'dispatched', 'received', 'closed', 'cancelled')", name=op.f('ck_transfers_state_known')),
    sa.CheckConstraint('from_location_id <> to_location_id', name=op.f('ck_transfers_goes_somewhere')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_transfers_by_id')),
    sa.ForeignKeyConstraint(['from_location_id'], ['locations.id'], name=op.f('fk_transfers_from_location_id')),
    sa.ForeignKeyConstraint(['to_location_id'], ['locations.id'], name=op.f('fk_transfers_to_location_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transfers')),
    sa.UniqueConstraint('number', name=op.f('uq_transfers_number'))
    )
    with op.batch_alter_table('transfers', schema=None) as batch_op:
        batch_op.create_index('ix_transfers_on_the_way', ['to_location_id'], unique=False, sqlite_where=sa.text("state = 'dispatched'"), postgresql_where=sa.text("state = 'dispatched'"))

    op.create_table('cancellation_lines',
    sa.Column('cancellation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.CheckConstraint('units > 0', name=op.f('ck_cancellation_lines_units_positive')),
    sa.ForeignKeyConstraint(['cancellation_id'], ['cancellations.id'], name=op.f('fk_cancellation_lines_cancellation_id')),
    sa.ForeignKeyConstraint(['order_line_id'], ['order_lines.id'], name=op.f('fk_cancellation_lines_order_line_id')),
    sa.PrimaryKeyConstraint('cancellation_id', 'order_line_id', name=op.f('pk_cancellation_lines'))
    )
    op.create_table('count_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('count_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bucket', sa.String(length=64), server_default='sellable', nullable=False),
    sa.Column('state', sa.String(length=64), server_default='asked', nullable=False),
    sa.Column('source', sa.String(length=64), server_default='slack', nullable=False),
    sa.Column('asked_at', UtcTime(), nullable=False),
    sa.Column('counted_at', UtcTime(), nullable=True),
    sa.Column('counted', sa.Integer(), nullable=True),
    sa.Column('counter_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('book', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('recounted', sa.Integer(), nullable=True),
    sa.Column('recounter_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.String(length=64), nullable=True),
    sa.Column('approved_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('movement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("bucket IN ('sellable', 'quarantine', 'damaged', 'refurb', 'rtv')", name=op.f('ck_count_lines_bucket_known')),
    sa.CheckConstraint("source IN ('slack', 'sheet', 'file', 'cli')", name=op.f('ck_count_lines_source_known')),
    sa.CheckConstraint("state IN ('asked', 'counted', 'recount', 'approved', 'posted', 'rejected', 'stale')", name=op.f('ck_count_lines_state_known')),
    sa.CheckConstraint('counted >= 0 AND recounted >= 0', name=op.f('ck_count_lines_not_negative')),
    sa.CheckConstraint('recounter_id <> counter_id', name=op.f('ck_count_lines_another_person')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['actors.id'], name=op.f('fk_count_lines_approved_by_id')),
    sa.ForeignKeyConstraint(['count_id'], ['stock_counts.id'], name=op.f('fk_count_lines_count_id')),
    sa.ForeignKeyConstraint(['counter_id'], ['actors.id'], name=op.f('fk_count_lines_counter_id')),
    sa.ForeignKeyConstraint(['movement_id'], ['movements.id'], name=op.f('fk_count_lines_movement_id')),
    sa.ForeignKeyConstraint(['recounter_id'], ['actors.id'], name=op.f('fk_count_lines_recounter_id')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_count_lines_sku_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_count_lines')),
    sa.UniqueConstraint('count_id', 'sku_id', 'bucket', name=op.f('uq_count_lines_count_id_sku_id_bucket'))
    )
    with op.batch_alter_table('count_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_count_lines_sku_id'), ['sku_id'], unique=False)

    op.create_table('history_seals',
    sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('history_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('before', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['history_id'], ['history.id'], name=op.f('fk_history_seals_history_id')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_history_seals')),
    sa.UniqueConstraint('history_id', name=op.f('uq_history_seals_history_id'))
    )
    op.create_table('parcels',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('shipment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('carrier', sa.String(), nullable=True),
    sa.Column('service', sa.String(), nullable=True),
    sa.Column('tracking', sa.String(), nullable=True),
    sa.Column('weight_g', sa.Integer(), nullable=True),
    sa.CheckConstraint('weight_g > 0', name=op.f('ck_parcels_weighs_something')),
    sa.ForeignKeyConstraint(['shipment_id'], ['shipments.id'], name=op.f('fk_parcels_shipment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parcels'))
    )
    with op.batch_alter_table('parcels', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_parcels_shipment_id'), ['shipment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_parcels_tracking'), ['tracking'], unique=False)

    op.create_table('purchase_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('purchase_order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('received', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cancelled', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cost_minor', sa.BigInteger(), nullable=True),
    sa.Column('expected_on', sa.Date(), nullable=True),
    sa.CheckConstraint('received + cancelled <= units', name=op.f('ck_purchase_lines_not_over_received')),
    sa.CheckConstraint('received >= 0 AND cancelled >= 0', name=op.f('ck_purchase_lines_counters_not_negative')),
    sa.CheckConstraint('units > 0', name=op.f('ck_purchase_lines_units_positive')),
    sa.ForeignKeyConstraint(['order_line_id'], ['order_lines.id'], name=op.f('fk_purchase_lines_order_line_id')),
    sa.ForeignKeyConstraint(['purchase_order_id'], ['purchase_orders.id'], name=op.f('fk_purchase_lines_purchase_order_id')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_purchase_lines_sku_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purchase_lines'))
    )
    with op.batch_alter_table('purchase_lines', schema=None) as batch_op:
        batch_op.create_index('ix_purchase_lines_open', ['sku_id'], unique=False, sqlite_where=sa.text('received + cancelled < units'), postgresql_where=sa.text('received + cancelled < units'))
        batch_op.create_index(batch_op.f('ix_purchase_lines_order_line_id'), ['order_line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_purchase_lines_purchase_order_id'), ['purchase_order_id'], unique=False)

    op.create_table('refunds',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('return_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('cancellation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('currency', sa.String(length=64), nullable=False),
    sa.Column('goods_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('tax_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('shipping_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('fee_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('deduction_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('label_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('adjust_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('released_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('payout_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('channel_minor', sa.BigInteger(), nullable=True),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('needs_second', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('requested_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('requested_at', UtcTime(), nullable=False),
    sa.Column('approved_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('approved_at', UtcTime(), nullable=True),
    sa.Column('sent_at', UtcTime(), nullable=True),
    sa.Column('settled_at', UtcTime(), nullable=True),
    sa.Column('reference', sa.String(), nullable=True),
    sa.Column('as_credit', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.CheckConstraint("kind IN ('return', 'cancel', 'returnless', 'goodwill', 'shipping', 'correction', 'exchange')", name=op.f('ck_refunds_kind_known')),
    sa.CheckConstraint("state IN ('proposed', 'approved', 'sent', 'settled', 'failed', 'void')", name=op.f('ck_refunds_state_known')),
    sa.CheckConstraint('amount_minor = goods_minor + tax_minor + shipping_minor - fee_minor - deduction_minor - label_minor + adjust_minor', name=op.f('ck_refunds_amount_is_its_parts')),
    sa.CheckConstraint('amount_minor = released_minor + payout_minor', name=op.f('ck_refunds_split_is_the_amount')),
    sa.CheckConstraint('approved_by_id IS NULL OR NOT needs_second OR approved_by_id <> requested_by_id', name=op.f('ck_refunds_second_person')),
    sa.CheckConstraint('goods_minor >= 0 AND tax_minor >= 0 AND shipping_minor >= 0 AND fee_minor >= 0 AND deduction_minor >= 0 AND label_minor >= 0 AND released_minor >= 0 AND payout_minor >= 0 AND amount_minor >= 0', name=op.f('ck_refunds_parts_not_negative')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['actors.id'], name=op.f('fk_refunds_approved_by_id')),
    sa.ForeignKeyConstraint(['cancellation_id'], ['cancellations.id'], name=op.f('fk_refunds_cancellation_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_refunds_order_id')),
    sa.ForeignKeyConstraint(['requested_by_id'], ['actors.id'], name=op.f('fk_refunds_requested_by_id')),
    sa.ForeignKeyConstraint(['return_id'], ['returns.id'], name=op.f('fk_refunds_return_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refunds')),
    sa.UniqueConstraint('number', name=op.f('uq_refunds_number'))
    )
    with op.batch_alter_table('refunds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refunds_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_refunds_return_id'), ['return_id'], unique=False)

    op.create_table('transfer_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('transfer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('received', sa.Integer(), server_default='0', nullable=False),
    sa.Column('damaged', sa.Integer(), server_default='0', nullable=False),
    sa.Column('lost', sa.Integer(), server_default='0', nullable=False),
    sa.Column('sent_back', sa.Integer(), server_default='0', nullable=False),
    sa.CheckConstraint('received + damaged + lost + sent_back <= units', name=op.f('ck_transfer_lines_not_over_received')),
    sa.CheckConstraint('received >= 0 AND damaged >= 0 AND lost >= 0 AND sent_back >= 0', name=op.f('ck_transfer_lines_counters_not_negative')),
    sa.CheckConstraint('units > 0', name=op.f('ck_transfer_lines_units_positive')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_transfer_lines_sku_id')),
    sa.ForeignKeyConstraint(['transfer_id'], ['transfers.id'], name=op.f('fk_transfer_lines_transfer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transfer_lines')),
    sa.UniqueConstraint('transfer_id', 'sku_id', name=op.f('uq_transfer_lines_transfer_id_sku_id'))
    )
    with op.batch_alter_table('transfer_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_transfer_lines_sku_id'), ['sku_id'], unique=False)

    op.create_table('inspections',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('return_line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('actual_sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('condition', sa.String(length=64), nullable=False),
    sa.Column('disposition', sa.String(length=64), nullable=False),
    sa.Column('location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('bucket', sa.String(length=64), nullable=False),
    sa.Column('movement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('deduction_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('replaces_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('undone_at', UtcTime(), nullable=True),
    sa.CheckConstraint("condition IN ('new', 'opened', 'used', 'damaged', 'defective', 'incomplete', 'wrong_item')", name=op.f('ck_inspections_condition_known')),
    sa.CheckConstraint("disposition IN ('restock', 'hold', 'repair', 'send_back', 'write_off', 'to_customer')", name=op.f('ck_inspections_disposition_known')),
    sa.CheckConstraint('deduction_minor >= 0', name=op.f('ck_inspections_deduction_not_negative')),
    sa.CheckConstraint('units > 0', name=op.f('ck_inspections_units_positive')),
    sa.ForeignKeyConstraint(['actual_sku_id'], ['skus.id'], name=op.f('fk_inspections_actual_sku_id')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_inspections_by_id')),
    sa.ForeignKeyConstraint(['location_id'], ['locations.id'], name=op.f('fk_inspections_location_id')),
    sa.ForeignKeyConstraint(['movement_id'], ['movements.id'], name=op.f('fk_inspections_movement_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['inspections.id'], name=op.f('fk_inspections_replaces_id')),
    sa.ForeignKeyConstraint(['return_line_id'], ['return_lines.id'], name=op.f('fk_inspections_return_line_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspections'))
    )
    with op.batch_alter_table('inspections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspections_return_line_id'), ['return_line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspections_replaces_id'), ['replaces_id'], unique=False)

    op.create_table('refund_lines',
    sa.Column('refund_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('goods_minor', sa.BigInteger(), nullable=False),
    sa.Column('tax_minor', sa.BigInteger(), nullable=False),
    sa.Column('fee_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('deduction_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.CheckConstraint('goods_minor >= 0 AND tax_minor >= 0 AND fee_minor >= 0 AND deduction_minor >= 0', name=op.f('ck_refund_lines_parts_not_negative')),
    sa.CheckConstraint('units > 0', name=op.f('ck_refund_lines_units_positive')),
    sa.ForeignKeyConstraint(['order_line_id'], ['order_lines.id'], name=op.f('fk_refund_lines_order_line_id')),
    sa.ForeignKeyConstraint(['refund_id'], ['refunds.id'], name=op.f('fk_refund_lines_refund_id')),
    sa.PrimaryKeyConstraint('refund_id', 'order_line_id', name=op.f('pk_refund_lines'))
    )
    with op.batch_alter_table('refund_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refund_lines_order_line_id'), ['order_line_id'], unique=False)

    op.create_table('refund_tenders',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('refund_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_refund_tenders_amount_positive')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_refund_tenders_payment_id')),
    sa.ForeignKeyConstraint(['refund_id'], ['refunds.id'], name=op.f('fk_refund_tenders_refund_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refund_tenders'))
    )
    with op.batch_alter_table('refund_tenders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refund_tenders_payment_id'), ['payment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_refund_tenders_refund_id'), ['refund_id'], unique=False)

    op.create_table('store_credits',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('refund_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('currency', sa.String(length=64), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('used_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('taken_back_at', UtcTime(), nullable=True),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_store_credits_amount_positive')),
    sa.CheckConstraint('used_minor BETWEEN 0 AND amount_minor', name=op.f('ck_store_credits_not_over_used')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_store_credits_by_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_store_credits_customer_id')),
    sa.ForeignKeyConstraint(['refund_id'], ['refunds.id'], name=op.f('fk_store_credits_refund_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_store_credits')),
    sa.UniqueConstraint('refund_id', name=op.f('uq_store_credits_refund_id'))
    )
    with op.batch_alter_table('store_credits', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_store_credits_customer_id'), ['customer_id'], unique=False)

    op.create_table('photos',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('return_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('file_id', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('permalink', sa.String(), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_photos_by_id')),
    sa.ForeignKeyConstraint(['return_id'], ['returns.id'], name=op.f('fk_photos_return_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_photos')),
    sa.UniqueConstraint('return_id', 'file_id', name=op.f('uq_photos_return_id_file_id'))
    )
    op.create_table('return_receipts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('return_line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('late', sa.Integer(), server_default='0', nullable=False),
    sa.Column('movement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('inspection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('undone_at', UtcTime(), nullable=True),
    sa.CheckConstraint('units > 0', name=op.f('ck_return_receipts_units_positive')),
    sa.CheckConstraint('late BETWEEN 0 AND units', name=op.f('ck_return_receipts_late_among_units')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_return_receipts_by_id')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspections.id'], name=op.f('fk_return_receipts_inspection_id')),
    sa.ForeignKeyConstraint(['movement_id'], ['movements.id'], name=op.f('fk_return_receipts_movement_id')),
    sa.ForeignKeyConstraint(['return_line_id'], ['return_lines.id'], name=op.f('fk_return_receipts_return_line_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_return_receipts'))
    )
    with op.batch_alter_table('return_receipts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_return_receipts_return_line_id'), ['return_line_id'], unique=False)

    op.create_table('inspection_photos',
    sa.Column('inspection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('photo_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspections.id'], name=op.f('fk_inspection_photos_inspection_id')),
    sa.ForeignKeyConstraint(['photo_id'], ['photos.id'], name=op.f('fk_inspection_photos_photo_id')),
    sa.PrimaryKeyConstraint('inspection_id', 'photo_id', name=op.f('pk_inspection_photos'))
    )

    op.create_table('store_credit_uses',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('store_credit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_store_credit_uses_amount_positive')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_store_credit_uses_payment_id')),
    sa.ForeignKeyConstraint(['store_credit_id'], ['store_credits.id'], name=op.f('fk_store_credit_uses_store_credit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_store_credit_uses')),
    sa.UniqueConstraint('store_credit_id', 'payment_id', name=op.f('uq_store_credit_uses_store_credit_id_payment_id'))
    )
    with op.batch_alter_table('store_credit_uses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_store_credit_uses_payment_id'), ['payment_id'], unique=False)
    number_by_sequence(
        ("order", "past_order", "return", "past_return", "shipment", "transfer", "count", "refund"),
        {"order": 1001, "past_order": 100_001, "past_return": 100_001},
    )
    forbid_changes("history")
    forbid_changes("history_seals")

    op.create_table('exchanges',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('return_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('worth_minor', sa.BigInteger(), nullable=False),
    sa.Column('charge_minor', sa.BigInteger(), nullable=False),
    sa.Column('refund_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('ended_at', UtcTime(), nullable=True),
    sa.CheckConstraint('order_id <> child_id', name=op.f('ck_exchanges_two_orders')),
    sa.CheckConstraint("state IN ('promised', 'settled', 'charged', 'cancelled')", name=op.f('ck_exchanges_state_known')),
    sa.CheckConstraint('worth_minor >= 0 AND charge_minor >= 0', name=op.f('ck_exchanges_parts_not_negative')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_exchanges_by_id')),
    sa.ForeignKeyConstraint(['child_id'], ['orders.id'], name=op.f('fk_exchanges_child_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_exchanges_order_id')),
    sa.ForeignKeyConstraint(['refund_id'], ['refunds.id'], name=op.f('fk_exchanges_refund_id')),
    sa.ForeignKeyConstraint(['return_id'], ['returns.id'], name=op.f('fk_exchanges_return_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exchanges')),
    sa.UniqueConstraint('child_id', name=op.f('uq_exchanges_child_id')),
    sa.UniqueConstraint('refund_id', name=op.f('uq_exchanges_refund_id')),
    sa.UniqueConstraint('return_id', name=op.f('uq_exchanges_return_id'))
    )
    with op.batch_alter_table('exchanges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exchanges_order_id'), ['order_id'], unique=False)


def add_columns() -> None:
    """What existing tables gain; no table is written anew."""
    yes, no = sa.true(), sa.false()
    for name, default in (
        ("prices_include_tax", yes), ("payment_required", yes), ("allow_part_cancel", yes),
        ("distance_sale", yes),
    ):
        add_column("channels", name, sa.Boolean(), default=default)
    add_column("channels", "split_policy", sa.String(64), default="any",
               check=("split_policy_known", "split_policy IN ('never', 'max_parcels', 'any')"))
    add_column("channels", "max_parcels", sa.Integer(), default="3")
    add_column("channels", "on_short", sa.String(64), default="backorder",
               check=("on_short_known", "on_short IN ('backorder', 'hold', 'reject', 'dropship')"))
    add_column("channels", "return_window_days", sa.Integer(), default="30")
    add_column("channels", "return_clock", sa.String(64), default="delivered",
               check=("return_clock_known", "return_clock IN ('delivered', 'shipped')"))
    add_column("channels", "transit_days", sa.Integer(), default="3")
    add_column("channels", "return_label_minor", sa.BigInteger(), default="0")
    add_column("channels", "kit_return", sa.String(64), default="component",
               check=("kit_return_known", "kit_return IN ('component', 'whole')"))

    add_column("customers", "phone_key", sa.String(64), index=True)
    add_column("customers", "postcode", sa.String(64))
    add_column("customers", "ask_on_return", sa.Boolean(), default=no)
    add_column("customers", "merged_into_id", BIG, to="customers", index=True)

    add_column("exception_cases", "about_kind", sa.String(64))
    add_column("exception_cases", "about_id", sa.Integer())

    add_column("locations", "ships_to", sa.String())
    add_column("locations", "slack_channel", sa.String(64))
    add_column("locations", "address", sa.String())
    add_column("locations", "tolerance_units", sa.Integer(), default="1")
    add_column("locations", "tolerance_bps", sa.Integer(), default="200")
    add_column("locations", "tolerance_minor", sa.BigInteger())

    add_column("order_holds", "owner_id", BIG, to="actors")

    add_column("orders", "origin", sa.String(64), default="channel",
               check=("origin_known",
                      "origin IN ('channel', 'manual', 'exchange', 'reship', 'till')"))
    add_column("orders", "parent_order_id", BIG, to="orders", index=True)
    add_column("orders", "priority", sa.Integer(), default="0")
    add_column("orders", "ship_method", sa.String(64))
    add_column("orders", "ship_to", sa.JSON())
    add_column("orders", "taken_minor", sa.BigInteger(), default="0")
    add_column("orders", "sent_back_minor", sa.BigInteger(), default="0",
               check=("not_over_sent_back", "sent_back_minor >= 0"
                      " AND (sent_back_minor = 0 OR sent_back_minor <= taken_minor)"))

    add_column("order_lines", "parent_line_id", BIG, to="order_lines", index=True)
    add_column("order_lines", "kit_units", sa.Integer())
    for name in ("discount_share_minor", "net_minor", "tax_minor"):
        add_column("order_lines", name, sa.BigInteger(), default="0")
    add_column("order_lines", "dropship_open", sa.Integer(), default="0",
               check=("not_over_promised",
                      "shipped + cancelled + reserved + dropship_open <= ordered"))
    short = sa.text("ordered - cancelled - shipped - reserved - dropship_open > 0")
    op.create_index("ix_order_lines_short", "order_lines", ["sku_id"], sqlite_where=short,
                    postgresql_where=short)
    add_column("order_lines", "delivered", sa.Integer(), default="0",
               check=("not_over_delivered", "delivered <= shipped"))
    add_column("order_lines", "returnless", sa.Integer(), default="0",
               check=("not_over_kept", "returned + return_open + returnless <= shipped"))
    add_column("order_lines", "lost", sa.Integer(), default="0",
               check=("not_over_lost", "lost >= 0 AND returned + return_open + lost <= shipped"))
    add_column("order_lines", "refunded_units", sa.Integer(), default="0",
               check=("not_over_refunded", "refunded_units <= cancelled + returned + returnless"))
    for part, whole in (("goods", "net"), ("tax", "tax")):
        add_column("order_lines", f"refunded_{part}_minor", sa.BigInteger(), default="0",
                   check=(f"{part}_not_over_refunded",
                          f"refunded_{part}_minor >= 0 AND (refunded_{part}_minor = 0"
                          f" OR refunded_{part}_minor <= {whole}_minor)"))
    add_column("order_lines", "promised_on", sa.Date(),
               check=("more_counters_not_negative",
                      "dropship_open >= 0 AND delivered >= 0 AND returnless >= 0"
                      " AND refunded_units >= 0"))

    add_column("reservations", "shipment_id", BIG, to="shipments", index=True)

    add_column("return_lines", "inspected", sa.Integer(), default="0",
               check=("not_over_inspected", "inspected >= 0 AND inspected <= received"))
    add_column("return_lines", "declined", sa.Integer(), default="0",
               check=("not_over_declined", "declined >= 0 AND declined <= received"))
    add_column("return_lines", "wanted", sa.String(64), default="refund",
               check=("wanted_known",
                      "wanted IN ('refund', 'exchange', 'credit', 'repair', 'nothing')"))
    add_column("return_lines", "exchange_sku_id", BIG, to="skus")
    add_column("return_lines", "location_id", BIG, to="locations")
    add_column("return_lines", "no_refund_reason", sa.String())

    add_column("returns", "supplier_id", BIG, to="suppliers")
    add_column("returns", "policy", sa.JSON())
    add_column("returns", "label_used", sa.Boolean(), default=no)
    add_column("returns", "slack_channel", sa.String(64))
    add_column("returns", "slack_thread", sa.String(64))

    add_column("shipments", "supplier_id", BIG, to="suppliers")
    for name in ("planned_at", "packed_at", "collected_at"):
        add_column("shipments", name, UtcTime())

    add_column("skus", "backorder", sa.Boolean(), default=yes)
    add_column("skus", "returnable", sa.Boolean(), default=yes)
    add_column("skus", "personalised", sa.Boolean(), default=no)
    add_column("skus", "hygiene", sa.Boolean(), default=no)
    add_column("skus", "inspect_on_return", sa.Boolean(), default=no)
    add_column("skus", "return_window_days", sa.Integer())
    add_column("skus", "fee_bps", sa.Integer(), default="0",
               check=("fee_is_a_share", "fee_bps BETWEEN 0 AND 10000"))

    add_column("suppliers", "can_dropship", sa.Boolean(), default=no)
    add_column("suppliers", "takes_returns", sa.Boolean(), default=no)


def carry_over() -> None:
    """What the first tables held, said in the new ones."""
    op.execute(
        "INSERT INTO parcels (shipment_id, carrier, tracking)"
        " SELECT id, carrier, tracking FROM shipments"
        " WHERE carrier IS NOT NULL OR tracking IS NOT NULL"
    )
    op.drop_column("shipments", "carrier")
    op.drop_column("shipments", "tracking")
    op.execute("UPDATE order_lines SET net_minor = amount_minor")
    op.execute(SHARED.format(sign="-", kind="discount", column="discount_share_minor", net="-"))
    op.execute(SHARED.format(sign="", kind="tax", column="tax_minor", net="+ 0 *"))
    op.execute(
        "UPDATE orders SET taken_minor = total_minor"
        " WHERE payment IN ('paid', 'part_refunded', 'refunded') AND total_minor > 0"
    )
    op.execute(
        "UPDATE order_lines SET delivered = (SELECT SUM(sl.units) FROM shipment_lines sl"
        " JOIN shipments s ON s.id = sl.shipment_id"
        " WHERE sl.order_line_id = order_lines.id AND s.state = 'delivered')"
        " WHERE id IN (SELECT sl.order_line_id FROM shipment_lines sl"
        " JOIN shipments s ON s.id = sl.shipment_id WHERE s.state = 'delivered')"
    )
    # a return that is only asked for no longer speaks for its units
    op.execute(
        "UPDATE order_lines SET return_open = (SELECT COALESCE(SUM(rl.units - rl.received"
        " - rl.missing), 0) FROM return_lines rl JOIN returns r ON r.id = rl.return_id"
        " WHERE rl.order_line_id = order_lines.id AND r.state IN ('authorised', 'receiving'))"
        " WHERE return_open > 0"
    )


def downgrade() -> None:
    """Go down: refused, since it would drop what the newer tables hold."""
    raise RuntimeError("Going down would lose data; restore a backup instead.")
