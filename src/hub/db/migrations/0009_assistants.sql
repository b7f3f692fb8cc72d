CREATE TABLE "assistants" (
	"id" text PRIMARY KEY NOT NULL,
	"position" bigserial NOT NULL,
	"account_id" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"name" text,
	"description" text,
	"model" text NOT NULL,
	"instructions" text,
	"settings" text NOT NULL,
	"metadata" text NOT NULL,
	CONSTRAINT "assistants_position_unique" UNIQUE("position")
);
--> statement-breakpoint
DROP INDEX "runs_one_active_per_thread";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "usage" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "settings" text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "required_calls" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "usage" text;--> statement-breakpoint
ALTER TABLE "assistants" ADD CONSTRAINT "assistants_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "assistants_by_account" ON "assistants" USING btree ("account_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_active_per_thread" ON "runs" USING btree ("thread_id") WHERE "runs"."status" in ('queued', 'in_progress', 'awaiting_tools', 'cancelling');